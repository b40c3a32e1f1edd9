{{ union_shape('opportunity_stage_changes') }}
