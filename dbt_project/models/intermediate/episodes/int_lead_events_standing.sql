with

events as (

    select * from {{ ref('int_lead_events_ordered') }}
    where is_telling

),

settings as (

    select * from {{ source('control', 'settings') }}

),

people_with_ends as (

    select distinct person_id from events
    where stage in {{ stages_with('is_reversible') }}

),

-- what can undo an end, or shows that the lead came back: each has a number, an end the number before it
events_numbered as (

    select
        events.event_id,
        events.person_id,
        events.stage,
        events.has_time,
        events.placed_at,
        sum(
            case
                when events.event_kind = 'activity' then 1
                when
                    events.stage in {{ stages_with('is_opener') }}
                    and events.stage <> 'opportunity'
                    then 1
                else 0
            end
        ) over (
            partition by events.person_id
            order by events.event_position
            rows between unbounded preceding and current row
        ) as return_number
    from events
    inner join people_with_ends
        on events.person_id = people_with_ends.person_id

),

ends_undone as (

    select ends.event_id
    from events_numbered as ends
    cross join settings
    inner join events_numbered as returns
        on ends.person_id = returns.person_id
        and ends.return_number + 1 = returns.return_number
        and returns.stage in {{ stages_with('is_taken_on') }}
    where
        ends.stage in {{ stages_with('is_reversible') }}
        and {{ elapsed_days(
            'ends.placed_at', 'ends.has_time', 'returns.placed_at', 'returns.has_time',
            'settings.time_zone'
        ) }} <= settings.correction_days

),

-- what would open the next lead; after a win no inquiry does
events_followed as (

    select
        events.*,
        min(case when events.can_open and events.stage <> 'inquiry' then events.event_position end)
            over (
                partition by events.person_id
                order by events.event_position
                rows between 1 following and unbounded following
            ) as next_stage_position,
        min(case when events.can_open then events.event_position end) over (
            partition by events.person_id
            order by events.event_position
            rows between 1 following and unbounded following
        ) as next_opener_position
    from events
    left join ends_undone
        on events.event_id = ends_undone.event_id
    where ends_undone.event_id is null

),

-- a lead whose record is converted after its end goes on with the opportunity
ends_outlived as (

    select ends.event_id
    from events_followed as ends
    inner join events as conversions
        on ends.person_id = conversions.person_id
        and conversions.event_position = case
            when ends.stage = 'won' then ends.next_stage_position
            else ends.next_opener_position
        end
    where
        ends.stage in {{ stages_with('is_end') }}
        and conversions.converted_since <= ends.placed_at

),

-- a person given up has no lead until the next opens, whatever becomes of the deals of the last
events_kept as (

    select
        events_followed.*,
        ends_outlived.event_id is not null as is_outlived,
        coalesce(
            sum(
                case
                    when
                        events_followed.stage in {{ stages_with('is_end') }}
                        and events_followed.stage <> 'lost'
                        and events_followed.opportunity_key is null
                        and ends_outlived.event_id is null
                        then 1
                    else 0
                end
            ) over (
                partition by events_followed.person_id
                order by events_followed.event_position
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as given_up_before
    from events_followed
    left join ends_outlived
        on events_followed.event_id = ends_outlived.event_id

),

deals_opened as (

    select
        person_id,
        opportunity_key,
        event_position,
        can_open,
        given_up_before
    from events_kept
    where event_kind = 'stage' and stage = 'opportunity' and opportunity_key is not null

),

events_won as (

    select
        events_kept.*,
        coalesce(
            sum(
                case
                    when
                        events_kept.stage = 'won'
                        and not events_kept.is_outlived
                        and deals_opened.can_open
                        and events_kept.given_up_before = deals_opened.given_up_before
                        then 1
                    else 0
                end
            ) over (
                partition by events_kept.person_id
                order by events_kept.event_position
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as won_before
    from events_kept
    left join deals_opened
        on events_kept.person_id = deals_opened.person_id
        and case when events_kept.stage = 'won' then events_kept.opportunity_key end
        = deals_opened.opportunity_key

),

events_opened as (

    select
        events_won.event_id,
        events_won.person_id,
        events_won.opportunity_key,
        events_won.event_kind,
        events_won.stage,
        events_won.event_position,
        events_won.given_up_before,
        events_won.won_before,
        sum(case when can_open then 1 else 0 end) over (
            partition by person_id, given_up_before, won_before
            order by event_position
            rows between unbounded preceding and current row
        ) > 0 as is_of_a_lead
    from events_won

),

-- a deal lost while another one of its lead is open, or was won meanwhile, ends nothing: one whose loss
-- was undone is closed all the same
losses_outlived as (

    select distinct losses.event_id
    from events_opened as losses
    left join events_opened as own_openings
        on losses.person_id = own_openings.person_id
        and losses.opportunity_key = own_openings.opportunity_key
        and own_openings.event_kind = 'stage'
        and own_openings.stage = 'opportunity'
    inner join events_opened as openings
        on losses.person_id = openings.person_id
        and losses.event_position > openings.event_position
        and openings.event_kind = 'stage'
        and openings.stage = 'opportunity'
        and openings.opportunity_key is not null
        and openings.is_of_a_lead
        and coalesce(own_openings.given_up_before, losses.given_up_before)
        = openings.given_up_before
        and coalesce(own_openings.won_before, losses.won_before) = openings.won_before
    left join events as closings
        on openings.person_id = closings.person_id
        and openings.opportunity_key = closings.opportunity_key
        and closings.stage in {{ stages_with('is_end') }}
    where
        losses.stage = 'lost'
        and (
            losses.opportunity_key is null
            or losses.opportunity_key <> openings.opportunity_key
        )
        and (
            closings.event_position is null
            or closings.event_position > losses.event_position
            or (
                closings.stage = 'won'
                and closings.event_position > own_openings.event_position
            )
        )

),

lead_events_standing as (

    select
        events_kept.event_id,
        events_kept.person_id,
        events_kept.record_key,
        events_kept.activity_id,
        events_kept.opportunity_key,
        events_kept.system,
        events_kept.event_kind,
        events_kept.stage,
        events_kept.stage_order,
        events_kept.field,
        events_kept.reason,
        events_kept.evidence,
        events_kept.evidence_rank,
        events_kept.can_open,
        events_kept.is_outlived,
        events_kept.is_undated,
        events_kept.is_observed,
        events_kept.has_time,
        events_kept.reached_at,
        events_kept.placed_at,
        events_kept.converted_since,
        events_kept.event_position,
        events_kept.given_up_before
    from events_kept
    left join losses_outlived
        on events_kept.event_id = losses_outlived.event_id
    where losses_outlived.event_id is null

)

select * from lead_events_standing
