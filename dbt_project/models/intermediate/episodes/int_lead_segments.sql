with

events as (

    select * from {{ ref('int_lead_events_completed') }}

),

events_segmented as (

    select
        events.person_id,
        events.event_position,
        events.stage,
        events.is_end,
        events.can_open,
        events.can_open and events.stage <> 'inquiry' as can_open_after_a_win,
        events.is_undated,
        events.has_time,
        events.placed_at,
        coalesce(
            sum(case when events.is_end then 1 else 0 end) over (
                partition by events.person_id
                order by events.event_position
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as segment_number
    from events

),

segments as (

    select
        person_id,
        segment_number,
        min(case when can_open then event_position end) as first_opener_position,
        min(case when can_open_after_a_win then event_position end) as first_hard_opener_position,
        max(case when is_end then event_position end) as end_position,
        max(case when is_end then stage end) as end_stage,
        max(case when is_end then placed_at end) as end_placed_at,
        max(case when is_end and has_time then 1 else 0 end) = 1 as end_has_time,
        max(case when is_end and is_undated then 1 else 0 end) = 1 as end_is_undated
    from events_segmented
    group by 1, 2

),

-- Whether the last lead before a segment was won. A segment with an MQL or a sales stage is always a
-- lead, so its end decides. One with inquiries alone is a lead unless the one before was won: it then
-- changes the answer only by being won itself, and if it is none the answer was already yes.
segments_preceded as (

    select
        segments.*,
        max(
            case
                when
                    segments.first_hard_opener_position is not null
                    or (segments.first_opener_position is not null and segments.end_stage = 'won')
                    then segments.segment_number
            end
        ) over (
            partition by segments.person_id
            order by segments.segment_number
            rows between unbounded preceding and 1 preceding
        ) as deciding_segment_number
    from segments

),

segments_opened as (

    select
        segments_preceded.person_id,
        segments_preceded.segment_number,
        case
            when deciding_segments.end_stage = 'won'
                then segments_preceded.first_hard_opener_position
            else segments_preceded.first_opener_position
        end as opened_position,
        segments_preceded.end_position,
        segments_preceded.end_stage,
        segments_preceded.end_placed_at,
        segments_preceded.end_has_time,
        segments_preceded.end_is_undated
    from segments_preceded
    left join segments as deciding_segments
        on segments_preceded.person_id = deciding_segments.person_id
        and segments_preceded.deciding_segment_number = deciding_segments.segment_number

)

select * from segments_opened
where opened_position is not null
