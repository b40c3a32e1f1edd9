with

handoffs as (

    select * from {{ ref('fct_handoffs') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

handoffs_aged as (

    select
        handoffs.*,
        settings.acceptance_window_days as window_days,
        {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'settings.as_of', 'true', 'settings.time_zone'
        ) }} as age_days,
        (
            {{ epoch_seconds('settings.as_of') }}
            - {{ epoch_seconds('handoffs.handed_off_at') }}
        ) / 60 as age_minutes,
        {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'handoffs.decided_at', 'handoffs.decision_has_time', 'settings.time_zone'
        ) }} as days_to_decision
    from handoffs
    cross join settings

),

handoffs_observed as (

    select
        handoffs_aged.*,
        handoffs_aged.age_days >= handoffs_aged.window_days as is_matured,
        -- a decision at an unknown time is in no window: to it the handoff looks undecided
        coalesce(handoffs_aged.days_to_decision, handoffs_aged.age_days) as observed_days,
        handoffs_aged.days_to_decision is not null as has_dated_decision,
        handoffs_aged.days_to_decision is not null
        and handoffs_aged.decision = 'accepted' as has_dated_acceptance,
        handoffs_aged.first_touch_at is not null as is_touched,
        handoffs_aged.handed_off_has_time
        and (
            handoffs_aged.first_touch_at is null
            or handoffs_aged.first_touch_minutes is not null
        ) as has_minutes
    from handoffs_aged

)

select * from handoffs_observed
