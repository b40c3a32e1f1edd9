{{ union_shape('survey_answers') }}
