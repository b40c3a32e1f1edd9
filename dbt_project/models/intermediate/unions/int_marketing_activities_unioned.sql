{{ config(materialized='table') }}

{{ union_shape('marketing_activities') }}
