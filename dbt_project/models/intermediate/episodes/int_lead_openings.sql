{{ config(materialized='table') }}

with

segments as (

    select * from {{ ref('int_lead_segments') }}

),

events as (

    select * from {{ ref('int_lead_events_completed') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

events_opened as (

    select
        events.person_id,
        segments.segment_number,
        events.event_position,
        events.event_position = segments.opened_position as is_first,
        events.stage,
        events.is_undated,
        events.has_time,
        events.placed_at,
        events.converted_since,
        people.is_in_crm,
        people.crm_first_created_at,
        settings.lapse_days,
        max(
            case
                when events.event_position = segments.opened_position or events.stage = 'inquiry'
                    then events.placed_at
            end
        ) over (
            partition by events.person_id, segments.segment_number
            order by events.event_position
            rows between unbounded preceding and current row
        ) as last_inquiry_at
    from segments
    cross join settings
    inner join events
        on segments.person_id = events.person_id
        and events.event_position >= segments.opened_position
        and (segments.end_position is null or events.event_position <= segments.end_position)
    inner join people
        on events.person_id = people.person_id
    where
        events.can_open
        or (events.stage = 'won' and events.is_end)
        or (
            events.is_attached
            and events.stage in {{ stages_with('is_in_funnel') }}
            and events.stage <> 'inquiry'
        )

),

-- A handoff, a sales stage or a win ends the danger of lapsing. An MQL is handed over where a CRM
-- record receives it before the lead lapses: the one it belongs to, or the one that it opens.
events_judged as (

    select
        events_opened.*,
        stage in {{ stages_with('is_of_sales') }}
        or (
            stage = 'mql'
            and is_in_crm
            and coalesce(crm_first_created_at, placed_at) <= {{ add_days(
                'case when placed_at > ' ~ add_days('last_inquiry_at', 'lapse_days')
                ~ ' then placed_at else last_inquiry_at end',
                'lapse_days'
            ) }}
        ) as is_protecting
    from events_opened

),

events_numbered as (

    select
        events_judged.*,
        sum(case when is_first or is_protecting or stage = 'inquiry' then 1 else 0 end) over (
            partition by person_id, segment_number
            order by event_position
            rows between unbounded preceding and current row
        ) as clock_number,
        coalesce(
            sum(case when is_protecting then 1 else 0 end) over (
                partition by person_id, segment_number
                order by event_position
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as protections_before
    from events_judged

),

-- the clock starts again with an inquiry, not with an MQL that nobody received ...
clocks as (

    select * from events_numbered
    where
        protections_before = 0
        and (is_first or is_protecting or stage = 'inquiry')

),

-- ... unless the lead had lapsed by then, and this MQL opens the next one
late_mqls as (

    select
        mqls.*,
        lag(mqls.placed_at) over (
            partition by mqls.person_id, mqls.segment_number, mqls.clock_number
            order by mqls.event_position
        ) as previous_placed_at,
        lag(mqls.has_time) over (
            partition by mqls.person_id, mqls.segment_number, mqls.clock_number
            order by mqls.event_position
        ) as previous_has_time
    from events_numbered as mqls
    cross join settings
    inner join clocks
        on mqls.person_id = clocks.person_id
        and mqls.segment_number = clocks.segment_number
        and mqls.clock_number = clocks.clock_number
    where
        mqls.protections_before = 0
        and mqls.stage = 'mql'
        and not mqls.is_protecting
        and not mqls.is_undated
        and not mqls.is_first
        and {{ elapsed_days(
            'clocks.placed_at', 'clocks.has_time', 'mqls.placed_at', 'mqls.has_time',
            'settings.time_zone'
        ) }} > settings.lapse_days

),

clocks_completed as (

    select
        person_id,
        segment_number,
        event_position,
        is_first,
        is_protecting,
        stage,
        is_undated,
        has_time,
        placed_at,
        converted_since
    from clocks

    union all

    select
        late_mqls.person_id,
        late_mqls.segment_number,
        late_mqls.event_position,
        late_mqls.is_first,
        late_mqls.is_protecting,
        late_mqls.stage,
        late_mqls.is_undated,
        late_mqls.has_time,
        late_mqls.placed_at,
        late_mqls.converted_since
    from late_mqls
    cross join settings
    where
        late_mqls.previous_placed_at is null
        or {{ elapsed_days(
            'late_mqls.previous_placed_at', 'late_mqls.previous_has_time',
            'late_mqls.placed_at', 'late_mqls.has_time', 'settings.time_zone'
        ) }} > settings.lapse_days

),

clocks_followed as (

    select
        clocks_completed.*,
        lead(event_position) over (
            partition by person_id, segment_number order by event_position
        ) as next_position,
        lead(stage) over (
            partition by person_id, segment_number order by event_position
        ) as next_stage,
        lead(is_undated) over (
            partition by person_id, segment_number order by event_position
        ) as next_is_undated,
        lead(placed_at) over (
            partition by person_id, segment_number order by event_position
        ) as next_placed_at,
        lead(has_time) over (
            partition by person_id, segment_number order by event_position
        ) as next_has_time,
        lead(converted_since) over (
            partition by person_id, segment_number order by event_position
        ) as next_converted_since
    from clocks_completed

),

-- What comes next may be another inquiry, the end of the lead, or nothing before the night's cut-off.
-- What came at an unknown time may have come in time, sales may undo a lapse as any other end, and the
-- conversion of a record that was there in time is of this lead, however late.
clocks_judged as (

    select
        clocks_followed.*,
        segments.end_position,
        segments.end_stage,
        settings.time_zone,
        settings.lapse_days,
        not clocks_followed.is_protecting
        and not coalesce(clocks_followed.next_is_undated, segments.end_is_undated, false)
        and not coalesce(
            clocks_followed.next_converted_since
            <= {{ add_days('clocks_followed.placed_at', 'settings.lapse_days') }},
            false
        )
        and {{ elapsed_days(
            'clocks_followed.placed_at',
            'clocks_followed.has_time',
            'coalesce(clocks_followed.next_placed_at, segments.end_placed_at, settings.as_of)',
            'coalesce(clocks_followed.next_has_time, '
            ~ 'segments.end_position is null or segments.end_has_time)',
            'settings.time_zone'
        ) }} > settings.lapse_days + case
            when clocks_followed.next_stage in {{ stages_with('is_taken_on') }}
                then settings.correction_days
            else 0
        end as is_lapsing
    from clocks_followed
    cross join settings
    inner join segments
        on clocks_followed.person_id = segments.person_id
        and clocks_followed.segment_number = segments.segment_number

),

clocks_lapsed as (

    select
        clocks_judged.*,
        case
            when not is_lapsing then null
            when has_time then {{ add_days('placed_at', 'lapse_days') }}
            else {{ from_zone(add_days(to_zone('placed_at', 'time_zone'), 'lapse_days'), 'time_zone') }}
        end as lapsed_at,
        lag(is_lapsing) over (
            partition by person_id, segment_number order by event_position
        ) as is_previous_lapsing
    from clocks_judged

),

-- a lead opens with its segment or after a lapse; no win opens one
clocks_opening as (

    select
        clocks_lapsed.*,
        coalesce(is_first or (is_previous_lapsing and stage <> 'won'), false) as is_opening
    from clocks_lapsed

),

clocks_counted as (

    select
        clocks_opening.*,
        sum(case when is_opening then 1 else 0 end) over (
            partition by person_id, segment_number
            order by event_position
            rows between unbounded preceding and current row
        ) as opening_number
    from clocks_opening

),

-- one row per lead: it lapses at most once, at its last clock
opened as (

    select
        person_id,
        segment_number,
        opening_number,
        event_position as opened_position,
        lead(event_position) over (
            partition by person_id, segment_number order by event_position
        ) as next_opened_position
    from clocks_counted
    where is_opening

),

-- ... unless it was given up at an unknown time: that may have come in time
given_up as (

    select
        opened.person_id,
        opened.opened_position,
        min(events.stage) as stage
    from opened
    inner join events
        on opened.person_id = events.person_id
        and opened.opened_position < events.event_position
        and (
            opened.next_opened_position is null
            or opened.next_opened_position > events.event_position
        )
    where
        events.is_attached
        and events.is_undated
        and not events.is_end
        and events.stage in {{ stages_with('is_reversible') }}
    group by opened.person_id, opened.opened_position

),

lead_openings as (

    select
        -- keys
        opened.person_id,
        row_number() over (
            partition by opened.person_id order by opened.opened_position
        ) as episode_number,

        -- attributes
        opened.opened_position,
        case
            when lapses.lapsed_at is not null then coalesce(given_up.stage, 'lapsed')
            when opened.next_opened_position is null then segments.end_stage
        end as end_stage,
        case
            when lapses.lapsed_at is null and opened.next_opened_position is null
                then segments.end_position
        end as end_position,

        -- flags
        coalesce(lapses.has_time and given_up.stage is null, false) as lapsed_has_time,

        -- times
        case when given_up.stage is null then lapses.lapsed_at end as lapsed_at

    from opened
    inner join segments
        on opened.person_id = segments.person_id
        and opened.segment_number = segments.segment_number
    left join clocks_counted as lapses
        on opened.person_id = lapses.person_id
        and opened.segment_number = lapses.segment_number
        and opened.opening_number = lapses.opening_number
        and lapses.is_lapsing
    left join given_up
        on opened.person_id = given_up.person_id
        and opened.opened_position = given_up.opened_position

)

select * from lead_openings
