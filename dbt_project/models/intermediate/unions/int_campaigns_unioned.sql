{{ union_shape('campaigns') }}
