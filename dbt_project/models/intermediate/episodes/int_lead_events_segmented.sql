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
{%- set columns = [
    'event_id', 'person_id', 'event_kind', 'stage', 'stage_order', 'evidence_rank', 'is_undated', 'has_time',
    'placed_at', 'converted_since', 'event_position',
] %}

events_gathered as (

    select
        {{ columns | join(', ') }},
        can_open,
        is_end,
        is_outlived and opportunity_key is null as is_attached
    from events_corrected

    union all

    select
        {{ columns | join(', ') }},
        false as can_open,
        false as is_end,
        false as is_attached
    from events_ordered
    where not is_telling

),

-- an undated stage stands behind its anchor, but for an end that has a place of its own
events_placed as (

    select
        events_gathered.event_id,
        events_gathered.person_id,
        events_gathered.stage,
        events_gathered.can_open,
        coalesce(undated_stages.is_end, events_gathered.is_end) as is_end,
        undated_stages.event_id is not null or events_gathered.is_attached as is_attached,
        events_gathered.is_undated,
        events_gathered.has_time,
        events_gathered.placed_at,
        events_gathered.converted_since,
        row_number() over (
            partition by events_gathered.person_id
            order by
                case
                    when not undated_stages.is_end then undated_stages.anchor_position
                    else events_gathered.event_position
                end asc,
                case when not undated_stages.is_end then 1 else 0 end asc,
                events_gathered.stage_order asc,
                events_gathered.evidence_rank asc,
                events_gathered.event_id asc
        ) as event_position
    from events_gathered
    left join undated_stages
        on events_gathered.event_id = undated_stages.event_id

),

events_numbered as (

    select
        events_placed.*,
        count(case when is_end then 1 end) over (
            partition by person_id
            order by event_position
            rows between unbounded preceding and 1 preceding
        ) as segment_number
    from events_placed

),

segments as (

    select
        person_id,
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
            partition by person_id
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
        on events_numbered.person_id = segments_preceded.person_id
        and events_numbered.segment_number = segments_preceded.segment_number
    left join segments as deciding_segments
        on segments_preceded.person_id = deciding_segments.person_id
        and segments_preceded.deciding_number = deciding_segments.segment_number

)

select * from lead_events_segmented
