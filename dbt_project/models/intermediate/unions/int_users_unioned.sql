{{ config(materialized='table') }}

{{ union_shape('users') }}
