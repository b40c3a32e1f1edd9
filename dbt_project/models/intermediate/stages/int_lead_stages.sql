{{ config(materialized='table') }}

with

stages as (

    select * from {{ ref('int_lead_stages_proven') }}

),

origins as (

    select * from {{ ref('int_lead_origins') }}

),

acceptances_by_touch as (

    select * from {{ ref('int_lead_acceptances_by_touch') }}

),

journey as (

    select * from {{ ref('int_stages') }}

),

-- a stage that a lead of marketing skipped takes the time of the next one, but for an MQL ruled to be none
stages_skipped as (

    select
        next_stages.lead_id,
        journey.stage,
        journey.stage_order,
        next_stages.evidence,
        next_stages.is_undated,
        next_stages.is_observed,
        next_stages.has_time,
        next_stages.reached_at,
        next_stages.placed_at,
        row_number() over (
            partition by next_stages.lead_id, journey.stage order by next_stages.stage_order
        ) as nearness
    from stages as next_stages
    inner join journey
        on next_stages.stage_order > journey.stage_order and journey.is_opener
    inner join origins
        on next_stages.lead_id = origins.lead_id
    left join stages as own_stages
        on next_stages.lead_id = own_stages.lead_id
        and journey.stage = own_stages.stage
    left join {{ ref('int_lead_mqls') }} as mqls
        on next_stages.lead_id = mqls.lead_id
    where
        origins.origin = 'marketing'
        and next_stages.stage in {{ stages_with('is_of_sales') }}
        and own_stages.lead_id is null
        and not (journey.stage = 'mql' and coalesce(mqls.is_taken_back, false))

),

stages_imputed as (

    select
        lead_id,
        stage,
        stage_order,
        evidence,
        is_undated,
        is_observed,
        has_time,
        reached_at,
        placed_at
    from stages_skipped
    where nearness = 1

    union all

    select
        acceptances_by_touch.lead_id,
        journey.stage,
        journey.stage_order,
        'history' as evidence,
        false as is_undated,
        false as is_observed,
        acceptances_by_touch.has_time,
        acceptances_by_touch.accepted_at as reached_at,
        acceptances_by_touch.accepted_at as placed_at
    from acceptances_by_touch
    inner join journey
        on journey.stage = 'accepted'
    left join stages
        on acceptances_by_touch.lead_id = stages.lead_id
        and journey.stage = stages.stage
    where stages.lead_id is null

),

stages_imputed_ranked as (

    select
        stages_imputed.*,
        row_number() over (
            partition by lead_id, stage order by placed_at asc, reached_at asc nulls last
        ) as earliness
    from stages_imputed

),

lead_stages as (

    select
        lead_id,
        event_position,
        record_key,
        stage,
        stage_order,
        reason,
        evidence,
        false as is_imputed,
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
        stage,
        stage_order,
        cast(null as varchar) as reason,
        evidence,
        true as is_imputed,
        is_undated,
        is_observed,
        has_time,
        reached_at,
        placed_at
    from stages_imputed_ranked
    where earliness = 1

)

select * from lead_stages
