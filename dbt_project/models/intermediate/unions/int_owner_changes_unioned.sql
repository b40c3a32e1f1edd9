{{ union_shape('owner_changes') }}
