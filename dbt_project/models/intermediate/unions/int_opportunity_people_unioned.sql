{{ union_shape('opportunity_people') }}
