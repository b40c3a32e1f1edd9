{{ config(alias='metrics') }}

with

metrics as (

    select * from {{ ref('metrics') }}

),

metrics_published as (

    select
        metrics.metric,
        metrics.name_en,
        metrics.name_fr,
        metrics.formula_en,
        metrics.formula_fr,
        metrics.unit,
        metrics.owner,
        metrics.better_is
    from metrics

)

select * from metrics_published
