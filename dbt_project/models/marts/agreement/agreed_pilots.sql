{{ config(alias='pilots') }}

with

pilots as (

    select * from {{ ref('pilots') }}

),

pilots_published as (

    select
        pilots.agreement_version,
        pilots.pilot_code,
        pilots.name,
        pilots.subject,
        pilots.value,
        pilots.starts_on,
        pilots.ends_on,
        pilots.before_days,
        pilots.metric
    from pilots

)

select * from pilots_published
