with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

touches as (

    select * from {{ ref('int_handoff_touches') }}

),

stages as (

    select * from {{ ref('int_lead_stages_recorded') }}

),

agreement_versions as (

    select * from {{ ref('agreement_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- given back in the window, or at an unknown time
refusals as (

    select distinct handoffs.lead_id
    from handoffs
    cross join settings
    inner join stages
        on handoffs.lead_id = stages.lead_id
        and stages.stage in {{ stages_with('is_refusal') }}
    where
        stages.reached_at is null
        or {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'stages.reached_at', 'stages.has_time', 'settings.time_zone'
        ) }} <= settings.acceptance_window_days

),

lead_acceptances_by_touch as (

    select
        handoffs.lead_id,
        handoffs.handed_off_has_time as has_time,
        {{ add_days('handoffs.handed_off_at', 'settings.acceptance_window_days') }} as accepted_at
    from handoffs
    cross join settings
    inner join agreement_versions
        on handoffs.agreement_version = agreement_versions.agreement_version
    inner join touches
        on handoffs.handoff_id = touches.handoff_id
        and touches.is_first
    left join refusals
        on handoffs.lead_id = refusals.lead_id
    where
        agreement_versions.acceptance_rule = 'explicit_or_touch'
        and refusals.lead_id is null
        and {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'touches.touched_at', 'touches.has_time', 'settings.time_zone'
        ) }} <= settings.acceptance_window_days
        and {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time', 'settings.as_of', 'true',
            'settings.time_zone'
        ) }} >= settings.acceptance_window_days

)

select * from lead_acceptances_by_touch
