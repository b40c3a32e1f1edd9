{{ union_shape('euro_rates') }}
