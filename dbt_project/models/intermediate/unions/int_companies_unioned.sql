{{ config(materialized='table') }}

{{ union_shape('companies') }}
