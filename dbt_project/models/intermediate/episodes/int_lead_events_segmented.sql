{{ config(materialized='table') }}

with

events_corrected as (

    select * from {{ ref('int_lead_events_corrected') }}

),

events_ordered as (

    select * from {{ ref('int_lead_events_ordered') }}

),

undated_stages as (

    select * from {{ ref('int_undated_stages_placed') }}

),

-- an undated stage stands behind its anchor, but for an end that has a place of its own
events_placed as (

    select
        events_ordered.person_number,
        events_ordered.event_position as ordered_position,
        events_ordered.stage,
        events_ordered.event_kind,
        events_ordered.can_open and events_ordered.is_telling as can_open,
        coalesce(undated_stages.is_end, events_corrected.is_end, false) as is_end,
        undated_stages.person_number is not null or coalesce(events_corrected.is_attached, false)
            as is_attached,
        events_ordered.is_agreed,
        events_ordered.is_undated,
        events_ordered.has_time,
        events_ordered.placed_at,
        events_ordered.converted_since,
        row_number() over (
            partition by events_ordered.person_number
            order by
                case
                    when not undated_stages.is_end then undated_stages.anchor_position
                    else events_ordered.event_position
                end asc,
                case when not undated_stages.is_end then 1 else 0 end asc,
                events_ordered.stage_order asc,
                events_ordered.evidence_rank asc,
                events_ordered.event_position asc
        ) as event_position
    from events_ordered
    left join events_corrected
        on events_ordered.person_number = events_corrected.person_number
        and events_ordered.event_position = events_corrected.event_position
    left join undated_stages
        on events_ordered.person_number = undated_stages.person_number
        and events_ordered.event_position = undated_stages.event_position
    where events_corrected.person_number is not null or not events_ordered.is_telling

),

events_numbered as (

    select
        events_placed.*,
        count(case when is_end then 1 end) over (
            partition by person_number
            order by event_position
            rows between unbounded preceding and 1 preceding
        ) as segment_number
    from events_placed

),

segments as (

    select
        person_number,
        segment_number,
        min(case when can_open then event_position end) as opener_position,
        min(case when can_open and stage <> 'inquiry' then event_position end) as stage_position,
        max(case when is_end then stage end) as end_stage
    from events_numbered
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
                when stage_position is not null or (opener_position is not null and end_stage = 'won')
                    then segment_number
            end
        ) over (
            partition by person_number
            order by segment_number
            rows between unbounded preceding and 1 preceding
        ) as deciding_number
    from segments

),

lead_events_segmented as (

    select
        events_numbered.*,
        case
            when deciding_segments.end_stage = 'won' then segments_preceded.stage_position
            else segments_preceded.opener_position
        end as opened_position
    from events_numbered
    inner join segments_preceded
        on events_numbered.person_number = segments_preceded.person_number
        and events_numbered.segment_number = segments_preceded.segment_number
    left join segments as deciding_segments
        on segments_preceded.person_number = deciding_segments.person_number
        and segments_preceded.deciding_number = deciding_segments.segment_number

)

select * from lead_events_segmented
