{{ union_shape('person_links') }}
