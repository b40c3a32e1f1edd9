{{ config(materialized='table') }}

{%- set moments = [
    'handed_off', 'assigned', 'reassigned', 'first_touch', 'decided', 'next_handoff', 'as_of'
] %}

with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

policies as (

    select * from {{ ref('int_handoff_policies') }}

),

assignments as (

    select * from {{ ref('int_lead_assignments') }}

),

touches as (

    select * from {{ ref('int_handoff_touches') }}

),

decisions as (

    select * from {{ ref('int_handoff_decisions') }}

),

reassignments as (

    select * from {{ ref('int_handoff_reassignments') }}

),

rulings as (

    select * from {{ ref('int_handoff_rulings') }}

),

business_clock as (

    select * from {{ ref('int_handoff_business_clock') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

readings as (

    select
        handoff_id
        {%- for moment in moments %},
        max(case when moment = '{{ moment }}' then business_minutes end) as {{ moment }}_reading
        {%- endfor %}
    from business_clock
    group by 1

),

handoffs_measured as (

    select
        -- keys
        handoffs.handoff_id,
        handoffs.lead_id,
        handoffs.person_id,
        case when handoffs.handed_off_at is not null then assignments.owner_id end as owner_id,
        reassignments.last_owner_id,
        touches.activity_id as first_touch_activity_id,

        -- attributes
        handoffs.agreement_version,
        handoffs.episode_number,
        coalesce(decisions.decision, 'pending') as decision,
        rulings.rulings_applied,
        policies.calendar,

        -- measures
        policies.touch_sla_target_business_minutes,
        policies.decision_sla_target_business_minutes,
        reassignments.reassignments,
        {%- for moment in moments %}
        readings.{{ moment }}_reading,
        {%- endfor %}

        -- flags
        handoffs.handed_off_has_time,
        coalesce(assignments.assigned_has_time, false) as assigned_has_time,
        coalesce(touches.has_time, false) as first_touch_has_time,
        coalesce(decisions.decision_has_time, false) as decision_has_time,
        coalesce(decisions.decision_is_imputed, false) as decision_is_imputed,
        handoffs.next_handoff_has_time,
        reassignments.last_reassigned_at is not null as is_reassigned,

        -- times
        handoffs.mql_at,
        handoffs.handed_off_at,
        case when handoffs.handed_off_at is not null then assignments.assigned_at end as assigned_at,
        reassignments.last_reassigned_at,
        touches.touched_at as first_touch_at,
        decisions.decided_at,
        handoffs.next_handoff_at,
        settings.as_of

    from handoffs
    cross join settings
    left join policies
        on handoffs.handoff_id = policies.handoff_id
    left join assignments
        on handoffs.lead_id = assignments.lead_id
    left join touches
        on handoffs.handoff_id = touches.handoff_id
        and touches.is_first
    left join decisions
        on handoffs.handoff_id = decisions.handoff_id
    left join reassignments
        on handoffs.handoff_id = reassignments.handoff_id
    left join rulings
        on handoffs.handoff_id = rulings.handoff_id
    left join readings
        on handoffs.handoff_id = readings.handoff_id

)

select * from handoffs_measured
