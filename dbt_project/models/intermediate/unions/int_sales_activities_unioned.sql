{{ config(materialized='table') }}

{{ union_shape('sales_activities') }}
