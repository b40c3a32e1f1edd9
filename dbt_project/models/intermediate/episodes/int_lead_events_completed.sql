{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_corrected') }}

),

events_ordered as (

    select * from {{ ref('int_lead_events_ordered') }}

),

undated_stages as (

    select * from {{ ref('int_undated_stages_placed') }}

),
{%- set columns = [
    'event_id', 'person_id', 'record_key', 'activity_id', 'opportunity_key', 'system', 'event_kind',
    'stage', 'stage_order', 'field', 'reason', 'evidence', 'evidence_rank', 'is_undated',
    'is_observed', 'has_time', 'reached_at', 'placed_at',
    'converted_since',
] %}

events_gathered as (

    select
        {{ columns | join(', ') }},
        can_open,
        is_end,
        is_outlived and opportunity_key is null as is_outlived,
        event_position
    from events

    union all

    select
        {{ columns | join(', ') }},
        false as can_open,
        false as is_end,
        false as is_outlived,
        event_position
    from events_ordered
    where not is_telling

),

events_attached as (

    select
        events_gathered.*,
        coalesce(undated_stages.is_end, events_gathered.is_end) as is_end_of_its_lead,
        undated_stages.event_id is not null or events_gathered.is_outlived as is_attached,
        case
            when not undated_stages.is_end then undated_stages.anchor_position
            else events_gathered.event_position
        end as own_position,
        case when not undated_stages.is_end then 1 else 0 end as is_after_its_anchor
    from events_gathered
    left join undated_stages
        on events_gathered.event_id = undated_stages.event_id

),

lead_events_completed as (

    select
        {{ columns | join(',\n        ') }},
        can_open,
        is_end_of_its_lead as is_end,
        is_attached,
        row_number() over (
            partition by person_id
            order by
                own_position asc,
                is_after_its_anchor asc,
                stage_order asc,
                evidence_rank asc,
                event_id asc
        ) as event_position
    from events_attached

)

select * from lead_events_completed
