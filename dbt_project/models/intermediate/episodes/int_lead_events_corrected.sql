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
        person_id,
        opportunity_key,
        event_id,
        can_open,
        given_up_before
    from events_standing
    where event_kind = 'stage' and stage = 'opportunity' and opportunity_key is not null

),

people_with_deals as (

    select distinct person_id from deals

),

-- what ends a lead for certain: a renewal may have been nobody's, a deal that of a lead given up by then
events_told as (

    select
        events_standing.event_id,
        events_standing.person_id,
        events_standing.stage,
        events_standing.can_open,
        events_standing.placed_at,
        events_standing.event_position,
        deals.event_id as deal_event_id,
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
            partition by events_standing.person_id
            order by events_standing.event_position
            rows between unbounded preceding and 1 preceding
        ) as ends_before
    from events_standing
    inner join people_with_deals
        on events_standing.person_id = people_with_deals.person_id
    left join deals
        on events_standing.person_id = deals.person_id
        and case when events_standing.is_ending then events_standing.opportunity_key end
        = deals.opportunity_key

),

events_opened as (

    select
        event_id,
        ends_before,
        placed_at,
        max(case when can_open and stage in {{ stages_with('is_opener') }} then 1 else 0 end)
            over so_far as is_beyond_lapsing,
        max(case when can_open then placed_at end) over so_far as last_opener_at
    from events_told
    window so_far as (partition by person_id, ends_before order by event_position)

),

-- a renewal joins the lead that is open, if one is: none opened, or the last has lapsed
deals_joined as (

    select
        events_opened.event_id,
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

    select events_told.event_id
    from events_told
    left join deals_joined
        on events_told.deal_event_id = deals_joined.event_id
        and events_told.ends_before = deals_joined.ends_before
    where events_told.deal_event_id is not null and deals_joined.event_id is null

),

lead_events_corrected as (

    select
        events_standing.event_id,
        events_standing.person_id,
        events_standing.record_key,
        events_standing.opportunity_key,
        events_standing.event_kind,
        events_standing.stage,
        events_standing.stage_order,
        events_standing.evidence_rank,
        events_standing.event_position,
        events_standing.can_open,
        events_standing.is_outlived,
        events_standing.is_ending and ends_of_others.event_id is null as is_end,
        events_standing.is_undated,
        events_standing.has_time,
        events_standing.placed_at,
        events_standing.converted_since
    from events_standing
    left join ends_of_others
        on events_standing.event_id = ends_of_others.event_id

)

select * from lead_events_corrected
