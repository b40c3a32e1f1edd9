{{ config(materialized='table') }}

{{ union_shape('company_owner_changes', user_keys=['owner_key']) }}
