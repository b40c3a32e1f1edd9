{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_assigned') }}

),

opportunities_joined as (

    select distinct
        lead_id,
        opportunity_key
    from events
    where stage = 'opportunity' and opportunity_key is not null and is_within

),

-- the end counts whichever tool told it first; a win counts even where the lead had been given up
events_counted as (

    select
        events.*,
        row_number() over (
            partition by events.lead_id, events.stage
            order by
                events.evidence_rank asc,
                events.reached_at asc nulls last,
                events.has_time desc,
                events.event_position asc
        ) as proof_rank
    from events
    left join opportunities_joined
        on events.lead_id = opportunities_joined.lead_id
        and events.opportunity_key = opportunities_joined.opportunity_key
    where
        (events.stage in ('mql', 'accepted', 'sql', 'opportunity') and events.is_within)
        or (events.stage in ('won', 'lost', 'rejected', 'recycled') and events.stage = events.end_stage)
        or (events.stage = 'won' and opportunities_joined.opportunity_key is not null)

),

lapses as (

    select distinct
        lead_id,
        person_id,
        episode_number,
        lapsed_has_time,
        lapsed_at
    from events
    where end_stage = 'lapsed' and is_opening

),

lead_stages_recorded as (

    select
        lead_id,
        person_id,
        episode_number,
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
    from events_counted
    where proof_rank = 1

    union all

    select
        lead_id,
        person_id,
        episode_number,
        cast(null as varchar) as event_id,
        cast(null as varchar) as record_key,
        'lapsed' as stage,
        10 as stage_order,
        cast(null as varchar) as reason,
        cast(null as varchar) as evidence,
        false as is_undated,
        false as is_observed,
        lapsed_has_time as has_time,
        lapsed_at as reached_at,
        lapsed_at as placed_at
    from lapses

)

select * from lead_stages_recorded
