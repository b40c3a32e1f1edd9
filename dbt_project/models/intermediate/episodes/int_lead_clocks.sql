{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_segmented') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

events_opened as (

    select
        events.*,
        events.event_position = events.opened_position as is_first,
        people.is_in_crm,
        people.crm_first_created_at,
        settings.time_zone,
        settings.lapse_days,
        max(
            case
                when events.event_position = events.opened_position or events.stage = 'inquiry'
                    then events.placed_at
            end
        ) over (
            partition by events.person_number, events.segment_number order by events.event_position
        ) as last_inquiry_at
    from events
    cross join settings
    inner join people
        on events.person_number = people.person_number
    where
        events.event_position >= events.opened_position
        and (
            events.can_open or events.is_end or (events.event_kind = 'score' and events.is_agreed)
            or (
                events.is_attached
                and events.stage in {{ stages_with('is_in_funnel') }}
                and events.stage <> 'inquiry'
            )
        )

),

-- A handoff, a sales stage or a win ends the danger of lapsing. An MQL is handed over where a CRM
-- record receives it before the lead lapses: its own, or the one that it opens; a score opens none.
events_judged as (

    select
        events_opened.*,
        stage in {{ stages_with('is_of_sales') }}
        or (
            stage = 'mql' and is_agreed and is_in_crm
            and (event_kind <> 'score' or placed_at <= {{ add_days('last_inquiry_at', 'lapse_days') }})
            and coalesce(crm_first_created_at, placed_at) <= {{ add_days(
                'case when placed_at > ' ~ add_days('last_inquiry_at', 'lapse_days')
                ~ ' then placed_at else last_inquiry_at end',
                'lapse_days'
            ) }}
        ) as is_protecting
    from events_opened

),

-- the clock starts again with an inquiry, not with an MQL that nobody received ...
events_numbered as (

    select
        events_judged.*,
        is_first or is_protecting or is_end or stage = 'inquiry' as is_clock,
        stage = 'mql' and event_kind <> 'score' and not is_undated as may_open_the_next,
        count(case when is_first or is_protecting or is_end or stage = 'inquiry' then 1 end)
            over so_far as clock_number,
        count(case when is_protecting then 1 end) over so_far
        - case when is_protecting then 1 else 0 end as protections_before
    from events_judged
    window so_far as (partition by person_number, segment_number order by event_position)

),

-- ... unless the lead had lapsed by then, and this MQL opens the next one
clocks_and_mqls as (

    select
        events_numbered.*,
        first_value(placed_at) over of_the_clock as clock_placed_at,
        first_value(has_time) over of_the_clock as clock_has_time
    from events_numbered
    where
        is_end
        or (protections_before = 0 and (is_clock or may_open_the_next))
    window of_the_clock as (partition by person_number, segment_number, clock_number order by event_position)

),

clocks_and_late_mqls as (

    select
        clocks_and_mqls.*,
        lag(placed_at) over of_the_clock as previous_placed_at,
        lag(has_time) over of_the_clock as previous_has_time
    from clocks_and_mqls
    where
        is_clock
        or {{ elapsed_days('clock_placed_at', 'clock_has_time', 'placed_at', 'has_time', 'time_zone') }}
        > lapse_days
    window of_the_clock as (partition by person_number, segment_number, clock_number order by event_position)

),

lead_clocks as (

    select
        person_number,
        segment_number,
        event_position,
        stage,
        is_first,
        is_protecting,
        is_end,
        has_time,
        placed_at,
        lead(stage) over in_order as next_stage,
        lead(is_undated) over in_order as next_is_undated,
        lead(placed_at) over in_order as next_placed_at,
        lead(has_time) over in_order as next_has_time,
        lead(case when stage in {{ stages_with('is_in_funnel') }} then converted_since end)
            over in_order as next_converted_since
    from clocks_and_late_mqls
    where
        is_clock
        or {{ elapsed_days('previous_placed_at', 'previous_has_time', 'placed_at', 'has_time', 'time_zone') }}
        > lapse_days
    window in_order as (partition by person_number, segment_number order by event_position)

)

select * from lead_clocks
