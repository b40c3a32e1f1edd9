{{ config(materialized='table') }}

with

clocks as (

    select * from {{ ref('int_lead_clocks') }}

),

events as (

    select * from {{ ref('int_lead_events_segmented') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- What comes next may be another inquiry, the end of the lead, or nothing before the night's cut-off.
-- What came at an unknown time may have come in time, sales may undo a lapse as any other end, and the
-- conversion of a record that was there in time is of this lead, however late.
clocks_lapsed as (

    select
        clocks.*,
        case
            when
                clocks.is_protecting
                or clocks.is_end
                or clocks.next_is_undated
                or clocks.next_converted_since
                <= {{ add_days('clocks.placed_at', 'settings.lapse_days') }}
                or {{ elapsed_days(
                    'clocks.placed_at', 'clocks.has_time',
                    'coalesce(clocks.next_placed_at, settings.as_of)',
                    'coalesce(clocks.next_has_time, true)', 'settings.time_zone'
                ) }} <= settings.lapse_days + case
                    when clocks.next_stage in {{ stages_with('is_taken_on') }}
                        then settings.correction_days
                    else 0
                end
                then null
            when clocks.has_time then {{ add_days('clocks.placed_at', 'settings.lapse_days') }}
            else {{ from_zone(
                add_days(to_zone('clocks.placed_at', 'settings.time_zone'), 'settings.lapse_days'),
                'settings.time_zone'
            ) }}
        end as lapsed_at
    from clocks
    cross join settings

),

-- a lead opens with its segment or after a lapse; no end opens one
clocks_opening as (

    select
        clocks_lapsed.*,
        is_first or (not is_end and lag(lapsed_at) over in_order is not null) as is_opening
    from clocks_lapsed
    window in_order as (partition by person_number, segment_number order by event_position)

),

clocks_counted as (

    select
        clocks_opening.*,
        count(case when is_opening then 1 end) over (partition by person_number order by event_position)
            as episode_number
    from clocks_opening

),

-- it lapses at most once, at its last clock
leads as (

    select
        person_number,
        episode_number,
        min(event_position) as opened_position,
        lead(min(event_position)) over (partition by person_number order by episode_number)
            as next_opened_position,
        max(case when is_end then event_position end) as end_position,
        max(case when is_end then stage end) as end_stage,
        max(case when lapsed_at is not null and has_time then 1 else 0 end) as lapsed_has_time,
        max(lapsed_at) as lapsed_at
    from clocks_counted
    group by person_number, episode_number

),

-- ... unless it was given up at an unknown time: that may have come in time
leads_given_up as (

    select
        leads.person_number,
        leads.episode_number,
        min(events.stage) as stage
    from leads
    inner join events
        on leads.person_number = events.person_number
        and leads.opened_position < events.event_position
        and coalesce(leads.next_opened_position > events.event_position, true)
    where
        leads.lapsed_at is not null
        and events.is_attached
        and events.is_undated
        and not events.is_end
        and events.stage in {{ stages_with('is_reversible') }}
    group by leads.person_number, leads.episode_number

),

lead_openings as (

    select
        {{ stable_hash(['people.person_id', 'leads.episode_number']) }} as lead_id,
        people.person_id,
        leads.person_number,
        leads.episode_number,
        leads.opened_position,
        leads.next_opened_position,
        case when leads.lapsed_at is null then leads.end_position end as end_position,
        case
            when leads.lapsed_at is null then leads.end_stage
            else coalesce(leads_given_up.stage, 'lapsed')
        end as end_stage,
        leads.lapsed_has_time = 1 and leads_given_up.stage is null as lapsed_has_time,
        case when leads_given_up.stage is null then leads.lapsed_at end as lapsed_at
    from leads
    inner join people
        on leads.person_number = people.person_number
    left join leads_given_up
        on leads.person_number = leads_given_up.person_number
        and leads.episode_number = leads_given_up.episode_number

)

select * from lead_openings
