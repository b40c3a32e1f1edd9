{{ config(materialized='table') }}

{{ union_shape('opportunity_people') }}
