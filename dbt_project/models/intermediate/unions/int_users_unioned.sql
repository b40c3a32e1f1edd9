{{ union_shape('users') }}
