{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_segmented') }}

),

events_ordered as (

    select * from {{ ref('int_lead_events_ordered') }}

),

openings as (

    select * from {{ ref('int_lead_openings') }}

),

-- an event belongs to the lead that was the last to open
lead_events_assigned as (

    select
        -- keys
        openings.lead_id,
        openings.person_id,
        openings.person_number,
        openings.episode_number,
        events_ordered.record_key,
        events_ordered.opportunity_key,

        -- attributes
        events_ordered.system,
        events_ordered.event_kind,
        events.stage,
        events_ordered.stage_order,
        events_ordered.field,
        events_ordered.reason,
        events_ordered.evidence,
        events_ordered.evidence_rank,
        events.event_position,
        openings.end_stage,

        -- flags
        events.event_position = openings.opened_position as is_opening,
        events.is_attached
        or (
            events.event_position <= coalesce(openings.end_position, events.event_position)
            and events.placed_at <= coalesce(openings.lapsed_at, events.placed_at)
        ) as is_within,
        events.is_attached,
        events_ordered.is_agreed,
        coalesce(events.event_position = openings.end_position, false) as is_end,
        events.is_undated,
        events_ordered.is_observed,
        events.has_time,
        openings.lapsed_has_time,

        -- times
        events_ordered.reached_at,
        events.placed_at,
        events.converted_since,
        openings.lapsed_at

    from events
    inner join events_ordered
        on events.person_number = events_ordered.person_number
        and events.ordered_position = events_ordered.event_position
    inner join openings
        on events.person_number = openings.person_number
        and events.event_position >= openings.opened_position
        and events.event_position
        < coalesce(openings.next_opened_position, events.event_position + 1)

)

select * from lead_events_assigned
