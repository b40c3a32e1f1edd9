{{ union_shape('person_emails') }}
