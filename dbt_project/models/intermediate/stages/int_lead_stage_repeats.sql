{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_assigned') }}

),

stages as (

    select * from {{ ref('int_lead_stages') }}

),

stage_events as (

    select
        events.*,
        lag(events.stage_order) over (
            partition by events.person_number, events.episode_number
            order by events.event_position
        ) > events.stage_order as is_below_previous
    from events
    where
        events.event_kind = 'stage'
        and events.is_within
        and not events.is_end
        and events.field is not null
        and events.evidence <> 'dated_field'

),

-- where no event is below the one before it, no sequence went back
leads_gone_back as (

    select distinct lead_id from stage_events
    where is_below_previous

),

-- only a record's own sequence of values tells that a lead went back: a second tool that shows a stage
-- later than the first is late, not a regression. A status set back to new is one; the lead's inquiry
-- stays what opened it.
events_sequenced as (

    select
        events.event_position,
        events.lead_id,
        events.stage,
        events.stage_order,
        events.evidence,
        events.is_undated,
        events.is_observed,
        events.has_time,
        events.reached_at,
        events.placed_at,
        lag(events.stage_order) over (
            partition by events.lead_id, events.record_key, events.field, events.evidence
            order by events.event_position
        ) as previous_stage_order,
        row_number() over (
            partition by
                events.lead_id, events.record_key, events.field, events.evidence, events.stage
            order by events.event_position
        ) as occurrence
    from leads_gone_back
    inner join stage_events as events
        on leads_gone_back.lead_id = events.lead_id

),

lead_stage_repeats as (

    select
        events_sequenced.event_position,
        events_sequenced.lead_id,
        events_sequenced.stage,
        events_sequenced.stage_order,
        events_sequenced.evidence,
        events_sequenced.is_observed,
        events_sequenced.has_time,
        events_sequenced.reached_at,
        events_sequenced.placed_at
    from events_sequenced
    left join stages
        on events_sequenced.lead_id = stages.lead_id
        and events_sequenced.event_position = stages.event_position
    where
        stages.event_position is null
        and not events_sequenced.is_undated
        and events_sequenced.previous_stage_order <> events_sequenced.stage_order
        and (
            events_sequenced.occurrence > 1
            or events_sequenced.previous_stage_order > events_sequenced.stage_order
        )

)

select * from lead_stage_repeats
