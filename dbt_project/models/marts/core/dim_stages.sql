with

journey_stages as (

    select * from {{ ref('journey_stages') }}

),

stages as (

    select * from {{ ref('int_stages') }}

),

versions_in_force as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

stages_in_force as (

    select
        -- keys
        journey_stages.stage,

        -- attributes
        journey_stages.agreement_version,
        journey_stages.position,
        journey_stages.phase,
        journey_stages.pilot_team,
        journey_stages.supporting_team,
        journey_stages.accountable,
        journey_stages.name_en,
        journey_stages.name_fr,

        -- flags
        stages.is_end

    from journey_stages
    inner join stages
        on journey_stages.stage = stages.stage
    inner join versions_in_force
        on journey_stages.agreement_version = versions_in_force.agreement_version
    inner join settings
        on versions_in_force.starts_at <= settings.as_of
        and coalesce(versions_in_force.ends_at > settings.as_of, true)

)

select * from stages_in_force
