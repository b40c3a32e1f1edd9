{{ config(alias='reasons') }}

with

reasons as (

    select * from {{ ref('reasons') }}

),

reasons_published as (

    select
        reasons.reason_code,
        reasons.level,
        reasons.category,
        reasons.is_recyclable,
        reasons.action,
        reasons.name_en,
        reasons.name_fr
    from reasons

)

select * from reasons_published
