{{ config(materialized='table') }}

{{ union_shape('people', user_keys=['owner_key']) }}
