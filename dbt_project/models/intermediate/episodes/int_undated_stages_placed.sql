{{ config(materialized='table') }}

with

undated_stages as (

    select * from {{ ref('int_undated_stages_gathered') }}

),

events_corrected as (

    select * from {{ ref('int_lead_events_corrected') }}

),

events_ordered as (

    select * from {{ ref('int_lead_events_ordered') }}

),

person_opportunities as (

    select * from {{ ref('int_person_opportunities') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

people as (

    select distinct person_number from undated_stages

),

events_numbered as (

    select
        events_ordered.*,
        events_corrected.is_end,
        events_ordered.event_kind = 'stage' and events_ordered.is_undated as is_undated_stage,
        count(case when events_corrected.is_end then 1 end) over (
            partition by events_corrected.person_number order by events_corrected.event_position
            rows between unbounded preceding and 1 preceding
        ) as ends_before
    from people
    inner join events_corrected
        on people.person_number = events_corrected.person_number
    inner join events_ordered
        on events_corrected.person_number = events_ordered.person_number
        and events_corrected.event_position = events_ordered.event_position

),

events_opened as (

    select
        events_numbered.*,
        max(case when can_open then placed_at end) over earlier_of_the_lead as last_opener_at,
        max(case when can_open and stage <> 'inquiry' then 1 else 0 end) over earlier_of_the_lead as had_stage
    from events_numbered
    window earlier_of_the_lead as (
        partition by person_number, ends_before order by event_position
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
            and events_opened.placed_at > {{ add_days('last_opener_at', 'settings.lapse_days') }}
        )

),

-- the last dated event by then: of a converted lead, its opportunity
stages_anchored as (

    select
        undated_stages.person_number,
        undated_stages.event_position,
        undated_stages.is_telling,
        coalesce(
            max(case when conversions.record_key is not null then dated.event_position end),
            max(
                case
                    when dated.placed_at <= undated_stages.last_part_at
                        or (
                            dated.record_key = undated_stages.record_key
                            and dated.placed_at < undated_stages.known_at
                        )
                        then dated.event_position
                end
            ),
            max(case when dated.placed_at <= undated_stages.known_at then dated.event_position end),
            min(dated.event_position)
        ) as anchor_position
    from undated_stages
    inner join events_numbered as dated
        on undated_stages.person_number = dated.person_number
        and not dated.is_undated_stage and dated.event_kind <> 'score'
    left join person_opportunities as conversions
        on undated_stages.record_key = conversions.record_key
        and dated.opportunity_key = conversions.opportunity_key
        and dated.stage = 'opportunity'
        and conversions.link_method = 'conversion'
    left join events_corrected as ends
        on undated_stages.person_number = ends.person_number
        and undated_stages.event_position = ends.event_position
    where not undated_stages.is_telling or ends.is_end
    group by 1, 2, 3

),

-- an end at an unknown time ends the lead by the time it is known, unless that lead was over by then
undated_stages_placed as (

    select
        stages_anchored.person_number,
        stages_anchored.event_position,
        stages_anchored.anchor_position,
        stages_anchored.is_telling and stages_anchored.event_position > stages_anchored.anchor_position
        and count(events_parting.event_position) = 0 as is_end
    from stages_anchored
    left join events_parting
        on stages_anchored.person_number = events_parting.person_number
        and stages_anchored.anchor_position < events_parting.event_position
        and stages_anchored.event_position > events_parting.event_position
    group by
        stages_anchored.person_number, stages_anchored.event_position,
        stages_anchored.anchor_position, stages_anchored.is_telling

)

select * from undated_stages_placed
