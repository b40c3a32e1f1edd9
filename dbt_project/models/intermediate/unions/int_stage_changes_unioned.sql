{{ config(materialized='table') }}

{{ union_shape('stage_changes') }}
