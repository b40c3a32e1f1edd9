{{ config(materialized='table') }}

{{ union_shape('opportunities', user_keys=['owner_key']) }}
