{{ config(materialized='table') }}

with

undated_stages as (

    select * from {{ ref('int_undated_stages_gathered') }}

),

events_parting as (

    select * from {{ ref('int_lead_events_parting') }}

),

person_opportunities as (

    select * from {{ ref('int_person_opportunities') }}

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
                    events_parting.placed_at <= undated_stages.last_part_at
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
