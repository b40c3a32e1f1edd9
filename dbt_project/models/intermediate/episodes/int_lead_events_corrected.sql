{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_standing') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

events_standing as (

    select
        events.*,
        events.stage in {{ stages_with('is_end') }} and not events.is_outlived as is_ending
    from events

),

deals as (

    select
        person_number,
        event_position,
        opportunity_key,
        can_open,
        given_up_before
    from events_standing
    where event_kind = 'stage' and stage = 'opportunity' and opportunity_key is not null

),

people_with_deals as (

    select distinct person_number from deals

),

-- what ends a lead for certain: a renewal may have been nobody's, a deal that of a lead given up by then
events_told as (

    select
        events_standing.person_number,
        events_standing.event_position,
        events_standing.stage,
        events_standing.can_open,
        events_standing.placed_at,
        deals.event_position as deal_position,
        count(
            case
                when
                    events_standing.is_ending
                    and coalesce(
                        deals.can_open
                        and events_standing.given_up_before = deals.given_up_before,
                        true
                    )
                    then 1
            end
        ) over (
            partition by events_standing.person_number
            order by events_standing.event_position
            rows between unbounded preceding and 1 preceding
        ) as ends_before
    from events_standing
    inner join people_with_deals
        on events_standing.person_number = people_with_deals.person_number
    left join deals
        on events_standing.person_number = deals.person_number
        and case when events_standing.is_ending then events_standing.opportunity_key end
        = deals.opportunity_key

),

events_opened as (

    select
        person_number,
        event_position,
        ends_before,
        placed_at,
        max(case when can_open and stage in {{ stages_with('is_opener') }} then 1 else 0 end)
            over so_far as is_beyond_lapsing,
        max(case when can_open then placed_at end) over so_far as last_opener_at
    from events_told
    window so_far as (partition by person_number, ends_before order by event_position)

),

-- a renewal joins the lead that is open, if one is: none opened, or the last has lapsed
deals_joined as (

    select
        events_opened.person_number,
        events_opened.event_position,
        events_opened.ends_before
    from events_opened
    cross join settings
    where
        events_opened.is_beyond_lapsing = 1
        or events_opened.placed_at
        <= {{ add_days('events_opened.last_opener_at', 'settings.lapse_days') }}

),

-- A deal ends the lead in which it was joined: not the next one, nor one that opened while a renewal ran.
ends_of_others as (

    select
        events_told.person_number,
        events_told.event_position
    from events_told
    left join deals_joined
        on events_told.person_number = deals_joined.person_number
        and events_told.deal_position = deals_joined.event_position
        and events_told.ends_before = deals_joined.ends_before
    where events_told.deal_position is not null and deals_joined.person_number is null

),

lead_events_corrected as (

    select
        events_standing.person_number,
        events_standing.event_position,
        events_standing.stage,
        events_standing.is_outlived and events_standing.opportunity_key is null as is_attached,
        events_standing.is_ending and ends_of_others.person_number is null as is_end
    from events_standing
    left join ends_of_others
        on events_standing.person_number = ends_of_others.person_number
        and events_standing.event_position = ends_of_others.event_position

)

select * from lead_events_corrected
