{{ config(materialized='table') }}

{{ union_shape('euro_rates') }}
