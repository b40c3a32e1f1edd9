{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_corrected') }}

),

openings as (

    select * from {{ ref('int_lead_openings') }}

),

-- an event belongs to the lead that was the last to open
events_counted as (

    select
        events.*,
        sum(case when openings.opened_position is not null then 1 else 0 end) over (
            partition by events.person_id
            order by events.event_position
            rows between unbounded preceding and current row
        ) as episode_number
    from events
    left join openings
        on events.person_id = openings.person_id
        and events.event_position = openings.opened_position

),

lead_events_assigned as (

    select
        -- keys
        events_counted.event_id,
        {{ stable_hash(['events_counted.person_id', 'openings.episode_number']) }} as lead_id,
        events_counted.person_id,
        openings.episode_number,
        events_counted.record_key,
        events_counted.activity_id,
        events_counted.opportunity_key,

        -- attributes
        events_counted.system,
        events_counted.event_kind,
        events_counted.stage,
        events_counted.stage_order,
        events_counted.field,
        events_counted.reason,
        events_counted.evidence,
        events_counted.evidence_rank,
        events_counted.event_position,
        openings.end_stage,

        -- flags
        events_counted.event_position = openings.opened_position as is_opening,
        events_counted.event_position <= coalesce(openings.end_position, events_counted.event_position)
        and events_counted.placed_at <= coalesce(openings.lapsed_at, events_counted.placed_at)
            as is_within,
        coalesce(events_counted.event_position = openings.end_position, false) as is_end,
        events_counted.is_undated,
        events_counted.is_observed,
        events_counted.has_time,
        openings.lapsed_has_time,

        -- times
        events_counted.reached_at,
        events_counted.placed_at,
        openings.lapsed_at

    from events_counted
    inner join openings
        on events_counted.person_id = openings.person_id
        and events_counted.episode_number = openings.episode_number

)

select * from lead_events_assigned
