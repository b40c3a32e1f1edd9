{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_corrected') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

events_numbered as (

    select
        events.*,
        coalesce(
            sum(case when events.is_end then 1 else 0 end) over (
                partition by events.person_id
                order by events.event_position
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as ends_before
    from events

),

events_opened as (

    select
        events_numbered.*,
        max(case when can_open then placed_at end) over (
            partition by person_id, ends_before
            order by event_position
            rows between unbounded preceding and 1 preceding
        ) as last_opener_at,
        max(case when can_open and stage <> 'inquiry' then 1 else 0 end) over (
            partition by person_id, ends_before
            order by event_position
            rows between unbounded preceding and 1 preceding
        ) as had_stage
    from events_numbered

),

-- what parts two leads: an end, or an opener after a silence in which a lead without a stage lapsed
events_parting as (

    select
        events_opened.event_id,
        events_opened.person_id,
        events_opened.record_key,
        events_opened.opportunity_key,
        events_opened.stage,
        events_opened.event_position,
        events_opened.event_kind = 'stage' and events_opened.is_undated as is_undated,
        events_opened.is_end
        or coalesce(
            events_opened.can_open
            and events_opened.had_stage = 0
            and events_opened.converted_since is null
            and events_opened.placed_at
            > {{ add_days('events_opened.last_opener_at', 'settings.lapse_days') }},
            false
        ) as is_parting,
        events_opened.placed_at
    from events_opened
    cross join settings

)

select * from events_parting
