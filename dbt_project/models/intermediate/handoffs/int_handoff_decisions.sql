{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

stages as (

    select * from {{ ref('int_lead_stages') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

decisions_ranked as (

    select
        handoffs.handoff_id,
        handoffs.lead_id,
        handoffs.person_id,
        stages.event_id,
        stages.record_key,
        stages.stage,
        stages.reason,
        stages.is_imputed,
        stages.has_time,
        stages.reached_at,
        row_number() over (
            partition by handoffs.handoff_id
            order by stages.placed_at asc, stages.stage_order asc
        ) as decision_rank
    from handoffs
    cross join settings
    inner join stages
        on handoffs.lead_id = stages.lead_id
        and stages.stage in ('accepted', 'rejected', 'recycled')
    where
        stages.is_imputed
        or stages.reached_at is null
        or handoffs.handed_off_at is null
        or {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'stages.reached_at', 'stages.has_time', 'settings.time_zone'
        ) }} >= 0

),

handoff_decisions as (

    select
        handoff_id,
        lead_id,
        person_id,
        record_key,
        stage as decision,
        reason,
        is_imputed as decision_is_imputed,
        has_time as decision_has_time,
        reached_at as decided_at
    from decisions_ranked
    where decision_rank = 1

)

select * from handoff_decisions
