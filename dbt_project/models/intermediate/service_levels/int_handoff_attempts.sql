with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

policies as (

    select * from {{ ref('int_handoff_policies') }}

),

touches as (

    select * from {{ ref('int_handoff_touches') }}

),

decisions as (

    select * from {{ ref('int_handoff_decisions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

handoffs_followed as (

    select
        handoffs.handoff_id,
        handoffs.handed_off_has_time,
        handoffs.handed_off_at,
        decisions.decision,
        decisions.decision_has_time,
        decisions.decided_at,
        policies.min_attempts,
        policies.attempt_days,
        {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'decisions.decided_at', 'decisions.decision_has_time', 'settings.time_zone'
        ) }} as days_to_decision,
        {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time', 'settings.as_of', 'true',
            'settings.time_zone'
        ) }} as age_days
    from handoffs
    cross join settings
    inner join policies
        on handoffs.handoff_id = policies.handoff_id
    left join decisions
        on handoffs.handoff_id = decisions.handoff_id

),

attempts_counted as (

    select
        touches.handoff_id,
        count(*) as attempts
    from touches
    cross join settings
    inner join handoffs_followed
        on touches.handoff_id = handoffs_followed.handoff_id
    where
        touches.is_touch
        and (
            handoffs_followed.attempt_days is null
            or {{ elapsed_days(
                'handoffs_followed.handed_off_at', 'handoffs_followed.handed_off_has_time',
                'touches.touched_at', 'touches.has_time', 'settings.time_zone'
            ) }} <= handoffs_followed.attempt_days
        )
        and (
            handoffs_followed.decided_at is null
            or {{ elapsed_days(
                'touches.touched_at', 'touches.has_time', 'handoffs_followed.decided_at',
                'handoffs_followed.decision_has_time', 'settings.time_zone'
            ) }} >= 0
        )
    group by touches.handoff_id

),

-- of a decision at an unknown time nobody can say whether the days had run out
handoff_attempts as (

    select
        handoffs_followed.handoff_id,
        case when handoffs_followed.handed_off_at is not null then coalesce(attempts_counted.attempts, 0) end
            as attempts,
        case
            when
                handoffs_followed.min_attempts is null
                or handoffs_followed.attempt_days is null
                or not handoffs_followed.handed_off_has_time
                then 'not_measurable'
            when attempts_counted.attempts >= handoffs_followed.min_attempts then 'met'
            when handoffs_followed.decision is not null and handoffs_followed.decided_at is null
                then 'not_measurable'
            when handoffs_followed.days_to_decision <= handoffs_followed.attempt_days
                then case when handoffs_followed.decision = 'accepted' then 'met' else 'given_up' end
            when handoffs_followed.age_days >= handoffs_followed.attempt_days then 'breached'
            else 'pending'
        end as attempts_status
    from handoffs_followed
    left join attempts_counted
        on handoffs_followed.handoff_id = attempts_counted.handoff_id

)

select * from handoff_attempts
