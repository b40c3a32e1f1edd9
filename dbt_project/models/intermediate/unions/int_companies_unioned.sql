{{ config(materialized='table') }}

{{ union_shape('companies', user_keys=['owner_key']) }}
