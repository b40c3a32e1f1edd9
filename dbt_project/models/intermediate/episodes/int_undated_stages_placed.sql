{{ config(materialized='table') }}

with

undated_stages as (

    select * from {{ ref('int_undated_stages_gathered') }}

),

events as (

    select * from {{ ref('int_lead_events_corrected') }}

),

person_opportunities as (

    select * from {{ ref('int_person_opportunities') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

people as (

    select distinct person_id from undated_stages

),

events_numbered as (

    select
        events.*,
        events.event_kind = 'stage' and events.is_undated as is_undated_stage,
        count(case when events.is_end then 1 end) over (
            partition by events.person_id
            order by events.event_position
            rows between unbounded preceding and 1 preceding
        ) as ends_before
    from events
    inner join people
        on events.person_id = people.person_id

),

events_opened as (

    select
        events_numbered.*,
        max(case when can_open then placed_at end) over earlier_of_the_lead as last_opener_at,
        max(case when can_open and stage <> 'inquiry' then 1 else 0 end) over earlier_of_the_lead
            as had_stage
    from events_numbered
    window earlier_of_the_lead as (
        partition by person_id, ends_before
        order by event_position
        rows between unbounded preceding and 1 preceding
    )

),

-- what parts two leads: an end, or an opener after a silence in which a lead without a stage lapsed
events_parting as (

    select events_opened.*
    from events_opened
    cross join settings
    where
        events_opened.is_end
        or (
            events_opened.can_open
            and events_opened.had_stage = 0
            and events_opened.converted_since is null
            and events_opened.placed_at
            > {{ add_days('events_opened.last_opener_at', 'settings.lapse_days') }}
        )

),

-- the last dated event by then: of a converted lead, its opportunity
stages_anchored as (

    select
        undated_stages.event_id,
        undated_stages.person_id,
        undated_stages.end_position,
        coalesce(
            max(case when conversions.record_key is not null then events_numbered.event_position end),
            max(
                case
                    when
                        events_numbered.placed_at <= undated_stages.last_part_at
                        or (
                            events_numbered.record_key = undated_stages.record_key
                            and events_numbered.placed_at < undated_stages.known_at
                        )
                        then events_numbered.event_position
                end
            ),
            max(
                case
                    when events_numbered.placed_at <= undated_stages.known_at
                        then events_numbered.event_position
                end
            ),
            min(events_numbered.event_position)
        ) as anchor_position
    from undated_stages
    inner join events_numbered
        on undated_stages.person_id = events_numbered.person_id
        and not events_numbered.is_undated_stage
    left join events as ends
        on undated_stages.event_id = ends.event_id
    left join person_opportunities as conversions
        on undated_stages.record_key = conversions.record_key
        and events_numbered.opportunity_key = conversions.opportunity_key
        and events_numbered.stage = 'opportunity'
        and conversions.link_method = 'conversion'
    where undated_stages.end_position is null or ends.is_end
    group by undated_stages.event_id, undated_stages.person_id, undated_stages.end_position

),

-- an end at an unknown time ends the lead by the time it is known, unless that lead was over by then
undated_stages_placed as (

    select
        stages_anchored.event_id,
        stages_anchored.anchor_position,
        coalesce(stages_anchored.end_position > stages_anchored.anchor_position, false)
        and count(events_parting.event_id) = 0 as is_end
    from stages_anchored
    left join events_parting
        on stages_anchored.person_id = events_parting.person_id
        and stages_anchored.anchor_position < events_parting.event_position
        and stages_anchored.end_position > events_parting.event_position
    group by
        stages_anchored.event_id, stages_anchored.anchor_position, stages_anchored.end_position

)

select * from undated_stages_placed
