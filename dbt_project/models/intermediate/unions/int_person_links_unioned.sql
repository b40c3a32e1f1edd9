{{ config(materialized='table') }}

{{ union_shape('person_links') }}
