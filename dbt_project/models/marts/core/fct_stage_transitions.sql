with

transitions as (

    select * from {{ ref('int_lead_transitions') }}

),

agreement_versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

journey_stages as (

    select * from {{ ref('journey_stages') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

stage_transitions as (

    select
        -- keys
        transitions.transition_id,
        transitions.lead_id,

        -- attributes
        transitions.from_stage,
        transitions.to_stage,
        journey_stages.pilot_team,
        transitions.stage_evidence,

        -- measures
        transitions.days_in_stage,

        -- flags
        transitions.is_regression,
        transitions.is_imputed,
        transitions.is_observed,
        transitions.entered_has_time,
        transitions.exited_has_time,

        -- times
        transitions.entered_at,
        transitions.exited_at

    from transitions
    cross join settings
    left join agreement_versions
        on coalesce(transitions.entered_at, settings.as_of) >= agreement_versions.starts_at
        and (
            agreement_versions.ends_at is null
            or coalesce(transitions.entered_at, settings.as_of) < agreement_versions.ends_at
        )
    left join journey_stages
        on agreement_versions.agreement_version = journey_stages.agreement_version
        and transitions.to_stage = journey_stages.stage

)

select * from stage_transitions
