{{ config(materialized='table') }}

{{ union_shape('attribute_changes') }}
