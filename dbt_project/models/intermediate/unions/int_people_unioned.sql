{{ config(materialized='table') }}

{{ union_shape('people') }}
