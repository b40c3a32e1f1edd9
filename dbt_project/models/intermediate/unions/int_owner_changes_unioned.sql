{{ config(materialized='table') }}

{{ union_shape('owner_changes') }}
