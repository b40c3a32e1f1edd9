{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_assigned') }}

),

ends as (

    select
        lead_id,
        placed_at,
        record_key
    from events
    where is_end

),

-- an opportunity opens its lead when the person joins it, however old it is by then
lead_episodes as (

    select
        -- keys
        events.lead_id,
        events.person_id,
        events.episode_number,
        ends.record_key as end_record_key,

        -- attributes
        events.system as origin_system,
        events.end_stage,

        -- flags
        events.has_time and (events.opportunity_key is null or events.placed_at = events.reached_at)
            as inquiry_has_time,
        events.lapsed_has_time,

        -- times
        case
            when events.is_undated then null
            when events.opportunity_key is not null then events.placed_at
            else events.reached_at
        end as inquiry_at,
        events.placed_at as opened_at,
        coalesce(ends.placed_at, events.lapsed_at) as ended_at,
        lead(events.placed_at) over (
            partition by events.person_id order by events.episode_number
        ) as next_opened_at,
        events.lapsed_at

    from events
    left join ends
        on events.lead_id = ends.lead_id
    where events.is_opening

)

select * from lead_episodes
