{{ config(materialized='table') }}

{%- set since_handoff = elapsed_days(
    'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
    'answers.reached_at', 'answers.has_time', 'settings.time_zone'
) -%}
with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

stages as (

    select * from {{ ref('int_lead_stages') }}

),

acceptances_by_touch as (

    select * from {{ ref('int_lead_acceptances_by_touch') }}

),

journey as (

    select * from {{ ref('int_stages') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- taken on before the handoff: only a later stage proves that the handoff was accepted
acceptances_of_before as (

    select handoffs.lead_id
    from handoffs
    cross join settings
    inner join stages
        on handoffs.lead_id = stages.lead_id
        and stages.stage = 'accepted'
    where
        not stages.is_imputed
        and {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'stages.reached_at', 'stages.has_time', 'settings.time_zone'
        ) }} < 0

),

-- where a touch is an answer, it is the answer even if a tool says accepted later
answers as (

    select
        stages.lead_id,
        stages.record_key,
        case
            when stages.stage in {{ stages_with('is_refusal') }} then stages.stage
            else 'accepted'
        end as stage,
        stages.stage_order,
        stages.reason,
        stages.is_imputed
        or (stages.stage in {{ stages_with('is_of_sales') }} and stages.stage <> 'accepted')
            as is_imputed,
        stages.has_time,
        stages.reached_at,
        stages.placed_at
    from stages
    left join acceptances_of_before
        on stages.lead_id = acceptances_of_before.lead_id
    where
        stages.stage = 'accepted'
        or stages.stage in {{ stages_with('is_refusal') }}
        or (
            stages.stage in {{ stages_with('is_of_sales') }}
            and acceptances_of_before.lead_id is not null
        )

    union all

    select
        acceptances_by_touch.lead_id,
        cast(null as varchar) as record_key,
        journey.stage,
        journey.stage_order,
        cast(null as varchar) as reason,
        true as is_imputed,
        acceptances_by_touch.has_time,
        acceptances_by_touch.accepted_at as reached_at,
        acceptances_by_touch.accepted_at as placed_at
    from acceptances_by_touch
    inner join journey
        on journey.stage = 'accepted'

),

-- an acceptance of before the handoff is imputed only where nothing was answered after it
decisions_ranked as (

    select
        handoffs.handoff_id,
        handoffs.lead_id,
        handoffs.person_id,
        answers.record_key,
        answers.stage,
        answers.reason,
        answers.is_imputed,
        answers.has_time,
        answers.reached_at,
        row_number() over (
            partition by handoffs.handoff_id
            order by
                coalesce({{ since_handoff }} < 0, false) asc,
                answers.placed_at asc,
                answers.stage_order asc,
                answers.is_imputed asc
        ) as decision_rank
    from handoffs
    cross join settings
    inner join answers
        on handoffs.lead_id = answers.lead_id
    where answers.is_imputed or coalesce({{ since_handoff }} >= 0, true)

),

handoff_answers as (

    select
        handoff_id,
        lead_id,
        person_id,
        record_key,
        stage as decision,
        reason,
        is_imputed as decision_is_imputed,
        has_time and reached_at is not null as decision_has_time,
        reached_at as decided_at
    from decisions_ranked
    where decision_rank = 1

)

select * from handoff_answers
