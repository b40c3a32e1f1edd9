{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_completed') }}

),

openings as (

    select * from {{ ref('int_lead_openings') }}

),

openings_followed as (

    select
        openings.*,
        {{ stable_hash(['person_id', 'episode_number']) }} as lead_id,
        lead(opened_position) over (
            partition by person_id order by opened_position
        ) as next_opened_position
    from openings

),

-- an event belongs to the lead that was the last to open
lead_events_assigned as (

    select
        -- keys
        events.event_id,
        openings_followed.lead_id,
        events.person_id,
        openings_followed.episode_number,
        events.record_key,
        events.activity_id,
        events.opportunity_key,

        -- attributes
        events.system,
        events.event_kind,
        events.stage,
        events.stage_order,
        events.field,
        events.reason,
        events.evidence,
        events.evidence_rank,
        events.event_position,
        openings_followed.end_stage,

        -- flags
        events.event_position = openings_followed.opened_position as is_opening,
        events.is_attached
        or (
            events.event_position
            <= coalesce(openings_followed.end_position, events.event_position)
            and events.placed_at <= coalesce(openings_followed.lapsed_at, events.placed_at)
        ) as is_within,
        events.is_attached,
        coalesce(events.event_position = openings_followed.end_position, false) as is_end,
        events.is_undated,
        events.is_observed,
        events.has_time,
        openings_followed.lapsed_has_time,

        -- times
        events.reached_at,
        events.placed_at,
        events.converted_since,
        openings_followed.lapsed_at

    from events
    inner join openings_followed
        on events.person_id = openings_followed.person_id
        and events.event_position >= openings_followed.opened_position
        and events.event_position
        < coalesce(openings_followed.next_opened_position, events.event_position + 1)

)

select * from lead_events_assigned
