{{ union_shape('merges') }}
