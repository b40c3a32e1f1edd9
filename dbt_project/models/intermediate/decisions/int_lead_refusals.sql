with

stages as (

    select * from {{ ref('int_lead_stages') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

decisions as (

    select * from {{ ref('int_handoff_decisions') }}

),

refusals_ranked as (

    select
        stages.lead_id,
        episodes.person_id,
        stages.record_key,
        stages.stage as decision,
        stages.reason,
        stages.has_time,
        stages.reached_at,
        coalesce(stages.reached_at, episodes.ended_at) as decided_at,
        stages.placed_at,
        episodes.opened_at,
        episodes.next_opened_at,
        row_number() over (
            partition by stages.lead_id
            order by
                case when decisions.decision is not null then 0 else 1 end,
                stages.placed_at,
                stages.stage_order
        ) as refusal_rank
    from stages
    inner join episodes
        on stages.lead_id = episodes.lead_id
    left join decisions
        on stages.lead_id = decisions.lead_id
        and stages.stage = decisions.decision
    where stages.stage in {{ stages_with('is_refusal') }}

),

lead_refusals as (

    select
        -- keys
        lead_id,
        person_id,
        record_key,

        -- attributes
        decision,
        reason,

        -- flags
        has_time,

        -- times
        reached_at,
        decided_at,
        opened_at,
        next_opened_at,
        lead(placed_at) over (partition by person_id order by placed_at, lead_id)
            as next_refused_at

    from refusals_ranked
    where refusal_rank = 1

)

select * from lead_refusals
