{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_measured') }}

),

delays as (

    select * from {{ ref('int_handoff_delays') }}

),

attempts as (

    select * from {{ ref('int_handoff_attempts') }}

),

due_times as (

    select * from {{ ref('int_handoff_due_times') }}

),

handoffs_elapsed as (

    select
        handoffs.handoff_id,
        handoffs.decision,
        handoffs.decision_is_imputed,
        handoffs.decision_has_time,
        handoffs.first_touch_at,
        handoffs.touch_sla_target_business_minutes as touch_target,
        handoffs.decision_sla_target_business_minutes as decision_target,
        attempts.attempts,
        attempts.attempts_status,
        due_times.touch_due_at,
        due_times.decision_due_at,
        delays.first_touch_business_minutes as touch_minutes,
        delays.decision_business_minutes as decision_minutes,
        {{ round_to('(handoffs.as_of_reading - handoffs.handed_off_reading) * 60', 6) }} / 60
            as elapsed_minutes
    from handoffs
    inner join delays
        on handoffs.handoff_id = delays.handoff_id
    left join attempts
        on handoffs.handoff_id = attempts.handoff_id
    left join due_times
        on handoffs.handoff_id = due_times.handoff_id

),

handoff_slas as (

    select
        handoff_id,
        case
            when touch_target is null or elapsed_minutes is null then 'not_measurable'
            when first_touch_at is not null and touch_minutes is null then 'not_measurable'
            when touch_minutes <= touch_target then 'met'
            when decision in {{ stages_with('is_refusal') }} and not decision_has_time
                then 'not_measurable'
            when decision in {{ stages_with('is_refusal') }} and decision_minutes <= touch_target
                then 'closed_untouched'
            when touch_minutes > touch_target or elapsed_minutes > touch_target then 'breached'
            else 'pending'
        end as touch_sla_status,
        coalesce(elapsed_minutes >= touch_target, false) as touch_sla_is_due,
        case
            when decision_target is null or elapsed_minutes is null then 'not_measurable'
            when decision <> 'pending' and decision_minutes is null then 'not_measurable'
            when decision_minutes <= decision_target then 'met'
            when decision_minutes > decision_target or elapsed_minutes > decision_target
                then 'breached'
            else 'pending'
        end as decision_sla_status,
        coalesce(elapsed_minutes >= decision_target, false) as decision_sla_is_due,
        attempts,
        attempts_status,
        touch_due_at,
        decision_due_at
    from handoffs_elapsed

)

select * from handoff_slas
