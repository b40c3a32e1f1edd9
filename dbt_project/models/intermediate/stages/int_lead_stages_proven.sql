with

stages as (

    select * from {{ ref('int_lead_stages_recorded') }}

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
        event_id,
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
        cast(null as varchar) as event_id,
        cast(null as varchar) as record_key,
        'opportunity' as stage,
        5 as stage_order,
        cast(null as varchar) as reason,
        'history' as evidence,
        false as is_undated,
        false as is_observed,
        created_has_time as has_time,
        created_at as reached_at,
        created_at as placed_at
    from inferred_opportunities

    union all

    select
        lead_id,
        cast(null as varchar) as event_id,
        cast(null as varchar) as record_key,
        'won' as stage,
        6 as stage_order,
        cast(null as varchar) as reason,
        'history' as evidence,
        closed_at is null as is_undated,
        closed_is_observed as is_observed,
        closed_has_time as has_time,
        closed_at as reached_at,
        closed_known_at as placed_at
    from inferred_opportunities
    where outcome = 'won'

),

stages_ranked as (

    select
        stages_gathered.*,
        row_number() over (
            partition by lead_id, stage
            order by case when event_id is null then 1 else 0 end, reached_at asc nulls last
        ) as proof_rank
    from stages_gathered

),

lead_stages_proven as (

    select
        lead_id,
        event_id,
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
    from stages_ranked
    where proof_rank = 1

)

select * from lead_stages_proven
