{{ union_shape('companies') }}
