{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_assigned') }}

),

journey as (

    select * from {{ ref('int_stages') }}

),

opportunities_joined as (

    select distinct
        lead_id,
        person_id,
        episode_number,
        opportunity_key,
        end_stage
    from events
    where stage = 'opportunity' and opportunity_key is not null and is_within

),

-- the close of a deal is told of the lead that joined it, even where the next one is open by then
events_told as (

    select
        coalesce(opportunities_joined.lead_id, events.lead_id) as lead_id,
        events.person_id,
        events.person_number,
        coalesce(opportunities_joined.episode_number, events.episode_number) as episode_number,
        events.record_key,
        events.stage,
        events.stage_order,
        events.reason,
        events.evidence,
        events.evidence_rank,
        events.event_position,
        case
            when opportunities_joined.lead_id is not null then opportunities_joined.end_stage
            else events.end_stage
        end as end_stage,
        events.is_within and events.is_agreed as is_counted,
        events.opportunity_key is null or opportunities_joined.lead_id is not null as is_own,
        opportunities_joined.lead_id is not null as is_of_its_deal,
        events.is_attached,
        events.is_undated,
        events.is_observed,
        events.has_time,
        events.reached_at,
        events.placed_at
    from events
    left join opportunities_joined
        on events.person_id = opportunities_joined.person_id
        and case when events.stage in {{ stages_with('is_end') }} then events.opportunity_key end
        = opportunities_joined.opportunity_key

),

-- the end counts whichever tool told it first; a win counts even where the lead had been given up
events_counted as (

    select
        events_told.*,
        row_number() over (
            partition by person_number, episode_number, stage_order, case when evidence = 'score' then 1 end
            order by evidence_rank asc, reached_at asc nulls last, has_time desc, event_position asc
        ) as proof_rank
    from events_told
    where
        (stage in {{ stages_with('is_opener') }} and is_counted)
        or (stage in {{ stages_with('is_end') }} and stage = end_stage and is_own)
        or (stage = 'won' and is_of_its_deal)
        or (stage in {{ stages_with('is_end') }} and is_attached)

),

-- what a tool declared and what was scored are two proofs of an MQL: the earlier counts, of equals the tool's
stages_first as (

    select
        events_counted.*,
        row_number() over (
            partition by person_number, episode_number, stage_order
            order by reached_at asc nulls last, evidence_rank asc
        ) as first_rank
    from events_counted
    where proof_rank = 1

),

lead_stages_recorded as (

    select
        lead_id,
        person_id,
        episode_number,
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
    from stages_first
    where first_rank = 1

    union all

    -- a lead that lapsed did so once
    select
        events.lead_id,
        events.person_id,
        events.episode_number,
        cast(null as bigint) as event_position,
        cast(null as varchar) as record_key,
        journey.stage,
        journey.stage_order,
        cast(null as varchar) as reason,
        cast(null as varchar) as evidence,
        false as is_undated,
        false as is_observed,
        events.lapsed_has_time as has_time,
        events.lapsed_at as reached_at,
        events.lapsed_at as placed_at
    from events
    inner join journey
        on events.end_stage = journey.stage
    where events.end_stage = 'lapsed' and events.is_opening

)

select * from lead_stages_recorded
