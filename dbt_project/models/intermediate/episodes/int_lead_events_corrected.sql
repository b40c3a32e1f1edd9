{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_ordered') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- what can undo an end, or shows that the lead came back: each has a number, an end the number before it
events_numbered as (

    select
        events.*,
        sum(
            case
                when events.stage in ('mql', 'accepted', 'sql') or events.event_kind = 'activity'
                    then 1
                else 0
            end
        ) over (
            partition by events.person_id
            order by events.event_position
            rows between unbounded preceding and current row
        ) as return_number
    from events

),

ends_undone as (

    select ends.event_id
    from events_numbered as ends
    cross join settings
    inner join events_numbered as returns
        on ends.person_id = returns.person_id
        and ends.return_number + 1 = returns.return_number
        and returns.stage in ('accepted', 'sql')
    where
        ends.stage in ('lost', 'rejected', 'recycled')
        and {{ elapsed_days(
            'ends.placed_at', 'ends.has_time', 'returns.placed_at', 'returns.has_time',
            'settings.time_zone'
        ) }} <= settings.correction_days

),

lead_events_corrected as (

    select
        events.event_id,
        events.person_id,
        events.record_key,
        events.activity_id,
        events.opportunity_key,
        events.system,
        events.event_kind,
        events.stage,
        events.stage_order,
        events.field,
        events.reason,
        events.evidence,
        events.evidence_rank,
        events.can_open,
        events.stage in ('won', 'lost', 'rejected', 'recycled') as is_end,
        events.is_undated,
        events.is_observed,
        events.has_time,
        events.reached_at,
        events.placed_at,
        events.event_position
    from events
    left join ends_undone
        on events.event_id = ends_undone.event_id
    where ends_undone.event_id is null

)

select * from lead_events_corrected
