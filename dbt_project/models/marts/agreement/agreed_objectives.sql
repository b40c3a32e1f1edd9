{{ config(alias='objectives') }}

with

objectives as (

    select * from {{ ref('objectives') }}

),

objectives_published as (

    select
        objectives.agreement_version,
        objectives.metric,
        objectives.period_grain,
        objectives.period_start,
        objectives.target,
        objectives.marketing_owner,
        objectives.sales_owner
    from objectives

)

select * from objectives_published
