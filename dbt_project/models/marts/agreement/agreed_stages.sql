{{ config(alias='journey_stages') }}

with

journey_stages as (

    select * from {{ ref('journey_stages') }}

),

journey_stages_published as (

    select
        journey_stages.agreement_version,
        journey_stages.stage,
        journey_stages.position,
        journey_stages.phase,
        journey_stages.pilot_team,
        journey_stages.supporting_team,
        journey_stages.accountable,
        journey_stages.name_en,
        journey_stages.name_fr
    from journey_stages

)

select * from journey_stages_published
