with

stages as (

    select * from {{ ref('int_lead_stages_recorded') }}

),

journey as (

    select * from {{ ref('int_stages') }}

),

lead_opportunities as (

    select * from {{ ref('int_lead_opportunities') }}

),

inferred_opportunities as (

    select * from lead_opportunities
    where link_method = 'inferred' and is_counted

),

-- where inferred links count, what became of the opportunity is a stage of the lead
stages_gathered as (

    select
        lead_id,
        event_position,
        record_key,
        stage,
        stage_order,
        reason,
        evidence,
        is_undated,
        is_observed,
        has_time,
        reached_at,
        placed_at
    from stages

    union all

    select
        lead_id,
        cast(null as bigint) as event_position,
        cast(null as varchar) as record_key,
        journey.stage,
        journey.stage_order,
        cast(null as varchar) as reason,
        'history' as evidence,
        false as is_undated,
        false as is_observed,
        created_has_time as has_time,
        created_at as reached_at,
        created_at as placed_at
    from inferred_opportunities
    inner join journey
        on journey.stage = 'opportunity'

    union all

    select
        lead_id,
        cast(null as bigint) as event_position,
        cast(null as varchar) as record_key,
        journey.stage,
        journey.stage_order,
        cast(null as varchar) as reason,
        'history' as evidence,
        closed_at is null as is_undated,
        closed_is_observed as is_observed,
        closed_has_time as has_time,
        closed_at as reached_at,
        closed_known_at as placed_at
    from inferred_opportunities
    inner join journey
        on inferred_opportunities.outcome = journey.stage
    where inferred_opportunities.outcome = 'won'

),

stages_ranked as (

    select
        stages_gathered.*,
        row_number() over (
            partition by lead_id, stage
            order by case when event_position is null then 1 else 0 end, reached_at asc nulls last
        ) as proof_rank
    from stages_gathered

),

stages_followed as (

    select
        stages_ranked.*,
        min(case when not is_undated then placed_at end) over (
            partition by lead_id
            order by stage_order desc
            rows between unbounded preceding and 1 preceding
        ) as next_placed_at
    from stages_ranked
    where proof_rank = 1

),

-- a stage of unknown time was reached before the later ones, and before the end
lead_stages_proven as (

    select
        lead_id,
        event_position,
        record_key,
        stage,
        stage_order,
        reason,
        evidence,
        is_undated,
        is_observed,
        has_time,
        reached_at,
        case
            when is_undated and stage in {{ stages_with('is_in_funnel') }}
                then least(placed_at, coalesce(next_placed_at, placed_at))
            else placed_at
        end as placed_at
    from stages_followed

)

select * from lead_stages_proven
