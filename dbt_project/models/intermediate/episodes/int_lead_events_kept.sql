with

events as (

    select
        person_number,
        event_position,
        opportunity_key,
        event_kind,
        stage,
        can_open,
        has_time,
        placed_at,
        converted_since
    from {{ ref('int_lead_events_ordered') }}
    where is_telling

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- what can undo an end, or shows that the lead came back: each has a number, an end the number before it
events_numbered as (

    select
        events.*,
        sum(
            case
                when event_kind = 'activity' then 1
                when stage = 'opportunity' or event_kind <> 'stage' then 0
                when stage in {{ stages_with('is_opener') }} then 1
                else 0
            end
        ) over (
            partition by person_number
            order by event_position
            rows between unbounded preceding and current row
        ) as return_number
    from events

),

ends_undone as (

    select
        ends.person_number,
        ends.event_position
    from events_numbered as ends
    cross join settings
    inner join events_numbered as returns
        on ends.person_number = returns.person_number
        and ends.return_number + 1 = returns.return_number
        and returns.stage in {{ stages_with('is_taken_on') }}
    where
        ends.stage in {{ stages_with('is_reversible') }}
        and {{ elapsed_days(
            'ends.placed_at', 'ends.has_time', 'returns.placed_at', 'returns.has_time', 'settings.time_zone'
        ) }} <= settings.correction_days

),

events_not_undone as (

    select events_numbered.*
    from events_numbered
    left join ends_undone
        on events_numbered.person_number = ends_undone.person_number
        and events_numbered.event_position = ends_undone.event_position
    where ends_undone.person_number is null

),

people_converted as (

    select distinct person_number from events
    where converted_since is not null

),

-- what would open the next lead; after a win no inquiry does
events_followed as (

    select
        events_not_undone.person_number,
        events_not_undone.event_position,
        events_not_undone.stage,
        events_not_undone.placed_at,
        min(case when can_open and stage <> 'inquiry' then event_position end) over what_follows
            as next_stage_position,
        min(case when can_open then event_position end) over what_follows as next_opener_position
    from events_not_undone
    inner join people_converted
        on events_not_undone.person_number = people_converted.person_number
    window what_follows as (
        partition by events_not_undone.person_number
        order by event_position
        rows between 1 following and unbounded following
    )

),

-- a lead whose record is converted after its end goes on with the opportunity
ends_outlived as (

    select
        ends.person_number,
        ends.event_position
    from events_followed as ends
    inner join events as conversions
        on ends.person_number = conversions.person_number
        and conversions.event_position
        = case when ends.stage = 'won' then ends.next_stage_position else ends.next_opener_position end
    where
        ends.stage in {{ stages_with('is_end') }}
        and conversions.converted_since <= ends.placed_at

),

-- a person given up has no lead until the next opens, whatever becomes of the deals of the last
events_kept as (

    select
        events_not_undone.*,
        ends_outlived.person_number is not null as is_outlived,
        count(
            case
                when
                    events_not_undone.stage in {{ stages_with('is_end') }}
                    and events_not_undone.stage <> 'lost'
                    and events_not_undone.opportunity_key is null and ends_outlived.person_number is null
                    then 1
            end
        ) over (
            partition by events_not_undone.person_number
            order by events_not_undone.event_position
            rows between unbounded preceding and 1 preceding
        ) as given_up_before
    from events_not_undone
    left join ends_outlived
        on events_not_undone.person_number = ends_outlived.person_number
        and events_not_undone.event_position = ends_outlived.event_position

)

select * from events_kept
