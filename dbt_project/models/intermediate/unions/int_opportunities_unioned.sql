{{ config(materialized='table') }}

{{ union_shape('opportunities') }}
