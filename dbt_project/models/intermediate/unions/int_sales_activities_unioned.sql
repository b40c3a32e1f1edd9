{{ config(materialized='table') }}

{{ union_shape('sales_activities', user_keys=['user_key']) }}
