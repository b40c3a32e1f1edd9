{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_ordered') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

undated_stages as (

    select
        person_number,
        event_position,
        record_key,
        is_telling,
        placed_at as known_at
    from events
    where
        not is_telling
        or (
            is_undated
            and stage in {{ stages_with('is_end') }}
            and opportunity_key is null
        )

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

undated_stages_gathered as (

    select
        undated_stages.person_number,
        undated_stages.event_position,
        undated_stages.record_key,
        undated_stages.is_telling,
        undated_stages.known_at,
        max(record_moments.happened_at) as last_part_at
    from undated_stages
    left join record_moments
        on undated_stages.record_key = record_moments.record_key
        and undated_stages.known_at > record_moments.happened_at
    group by 1, 2, 3, 4, 5

)

select * from undated_stages_gathered
