with

events as (

    select * from {{ ref('int_lead_events_ordered') }}
    where is_telling

),

events_kept as (

    select * from {{ ref('int_lead_events_kept') }}

),

deals_opened as (

    select
        person_number,
        opportunity_key,
        event_position,
        can_open,
        given_up_before
    from events_kept
    where event_kind = 'stage' and stage = 'opportunity' and opportunity_key is not null

),

people_with_deals as (

    select distinct person_number from deals_opened

),

events_won as (

    select
        events_kept.*,
        count(
            case
                when
                    events_kept.stage = 'won'
                    and not events_kept.is_outlived
                    and deals_opened.can_open
                    and events_kept.given_up_before = deals_opened.given_up_before
                    then 1
            end
        ) over (
            partition by events_kept.person_number
            order by events_kept.event_position
            rows between unbounded preceding and 1 preceding
        ) as won_before
    from events_kept
    inner join people_with_deals
        on events_kept.person_number = people_with_deals.person_number
    left join deals_opened
        on events_kept.person_number = deals_opened.person_number
        and case when events_kept.stage = 'won' then events_kept.opportunity_key end
        = deals_opened.opportunity_key

),

events_opened as (

    select
        events_won.person_number,
        events_won.opportunity_key,
        events_won.event_kind,
        events_won.stage,
        events_won.event_position,
        events_won.given_up_before,
        events_won.won_before,
        sum(case when can_open then 1 else 0 end) over (
            partition by person_number, given_up_before, won_before
            order by event_position
            rows between unbounded preceding and current row
        ) > 0 as is_of_a_lead
    from events_won

),

-- a deal lost while another one of its lead is open, or was won meanwhile, ends nothing: one whose loss
-- was undone is closed all the same
losses_outlived as (

    select distinct
        losses.person_number,
        losses.event_position
    from events_opened as losses
    left join events_opened as own_openings
        on losses.person_number = own_openings.person_number
        and losses.opportunity_key = own_openings.opportunity_key
        and own_openings.event_kind = 'stage'
        and own_openings.stage = 'opportunity'
    inner join events_opened as openings
        on losses.person_number = openings.person_number
        and losses.event_position > openings.event_position
        and openings.event_kind = 'stage'
        and openings.stage = 'opportunity'
        and openings.opportunity_key is not null
        and openings.is_of_a_lead
        and coalesce(own_openings.given_up_before, losses.given_up_before)
        = openings.given_up_before
        and coalesce(own_openings.won_before, losses.won_before) = openings.won_before
    left join events as closings
        on openings.person_number = closings.person_number
        and openings.opportunity_key = closings.opportunity_key
        and closings.stage in {{ stages_with('is_end') }}
    where
        losses.stage = 'lost'
        and (losses.opportunity_key is null or losses.opportunity_key <> openings.opportunity_key)
        and (
            closings.event_position is null
            or closings.event_position > losses.event_position
            or (closings.stage = 'won' and closings.event_position > own_openings.event_position)
        )

),

lead_events_standing as (

    select
        events_kept.person_number,
        events_kept.event_position,
        events_kept.opportunity_key,
        events_kept.event_kind,
        events_kept.stage,
        events_kept.can_open,
        events_kept.is_outlived,
        events_kept.placed_at,
        events_kept.given_up_before
    from events_kept
    left join losses_outlived
        on events_kept.person_number = losses_outlived.person_number
        and events_kept.event_position = losses_outlived.event_position
    where losses_outlived.person_number is null

)

select * from lead_events_standing
