{{ config(materialized='table') }}

{{ union_shape('merges') }}
