{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_corrected') }}

),

events_ordered as (

    select * from {{ ref('int_lead_events_ordered') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

person_opportunities as (

    select * from {{ ref('int_person_opportunities') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

undated_stages as (

    select
        event_id,
        person_id,
        record_key,
        placed_at as known_at,
        cast(null as bigint) as end_position
    from events_ordered
    where not is_telling

    union all

    select
        event_id,
        person_id,
        record_key,
        placed_at as known_at,
        event_position as end_position
    from events
    where is_undated and is_end and opportunity_key is null

),

events_numbered as (

    select
        events.*,
        coalesce(
            sum(case when events.is_end then 1 else 0 end) over (
                partition by events.person_id
                order by events.event_position
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as ends_before
    from events

),

events_opened as (

    select
        events_numbered.*,
        max(case when can_open then placed_at end) over (
            partition by person_id, ends_before
            order by event_position
            rows between unbounded preceding and 1 preceding
        ) as last_opener_at,
        max(case when can_open and stage <> 'inquiry' then 1 else 0 end) over (
            partition by person_id, ends_before
            order by event_position
            rows between unbounded preceding and 1 preceding
        ) as had_stage
    from events_numbered

),

-- what parts two leads: an end, or an opener after a silence in which a lead without a stage lapsed
events_parting as (

    select
        events_opened.event_id,
        events_opened.person_id,
        events_opened.record_key,
        events_opened.opportunity_key,
        events_opened.stage,
        events_opened.event_position,
        events_opened.event_kind = 'stage' and events_opened.is_undated as is_undated,
        events_opened.is_end
        or coalesce(
            events_opened.can_open
            and events_opened.had_stage = 0
            and events_opened.converted_since is null
            and events_opened.placed_at
            > {{ add_days('events_opened.last_opener_at', 'settings.lapse_days') }},
            false
        ) as is_parting,
        events_opened.placed_at
    from events_opened
    cross join settings

),

-- a record takes part by its creation, by what the person did or sales did on it, by its dated stages
record_moments as (

    select
        record_key,
        created_at as happened_at
    from people_records
    where created_at is not null

    union all

    select
        record_key,
        occurred_at as happened_at
    from activities
    where occurred_at is not null

),

last_moments as (

    select
        undated_stages.event_id,
        max(record_moments.happened_at) as happened_at
    from undated_stages
    inner join record_moments
        on undated_stages.record_key = record_moments.record_key
        and undated_stages.known_at > record_moments.happened_at
    group by undated_stages.event_id

),

-- the last dated event by then: of a converted lead, its opportunity
parts_found as (

    select
        undated_stages.event_id,
        max(case when conversions.record_key is not null then events_parting.event_position end)
            as converted_position,
        max(
            case
                when
                    events_parting.placed_at <= last_moments.happened_at
                    or (
                        events_parting.record_key = undated_stages.record_key
                        and events_parting.placed_at < undated_stages.known_at
                    )
                    then events_parting.event_position
            end
        ) as record_position,
        max(
            case
                when events_parting.placed_at <= undated_stages.known_at
                    then events_parting.event_position
            end
        ) as known_position,
        min(events_parting.event_position) as first_position
    from undated_stages
    inner join events_parting
        on undated_stages.person_id = events_parting.person_id
        and not events_parting.is_undated
    left join last_moments
        on undated_stages.event_id = last_moments.event_id
    left join person_opportunities as conversions
        on undated_stages.record_key = conversions.record_key
        and events_parting.opportunity_key = conversions.opportunity_key
        and events_parting.stage = 'opportunity'
        and conversions.link_method = 'conversion'
    group by undated_stages.event_id

),

stages_anchored as (

    select
        undated_stages.event_id,
        undated_stages.person_id,
        undated_stages.end_position,
        coalesce(
            parts_found.converted_position,
            parts_found.record_position,
            parts_found.known_position,
            parts_found.first_position
        ) as anchor_position
    from undated_stages
    inner join parts_found
        on undated_stages.event_id = parts_found.event_id

),

-- an end at an unknown time ends the lead by the time it is known, unless that lead was over by then
undated_stages_placed as (

    select
        stages_anchored.event_id,
        max(stages_anchored.anchor_position) as anchor_position,
        coalesce(
            max(stages_anchored.end_position) > max(stages_anchored.anchor_position), false
        )
        and max(case when events_parting.is_parting then 1 else 0 end) = 0 as is_end
    from stages_anchored
    left join events_parting
        on stages_anchored.person_id = events_parting.person_id
        and stages_anchored.anchor_position < events_parting.event_position
        and stages_anchored.end_position > events_parting.event_position
    group by stages_anchored.event_id

)

select * from undated_stages_placed
