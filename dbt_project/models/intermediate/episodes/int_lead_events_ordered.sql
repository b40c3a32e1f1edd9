{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_gathered') }}

),

-- a stage without a time of day was reached after the earlier ones of its day
stages_of_the_day as (

    select
        days.event_id,
        max(moments.known_at) as last_known_at
    from events as days
    inner join events as moments
        on days.person_number = moments.person_number
        and days.stage_order > moments.stage_order
        and days.known_at <= moments.known_at
        and {{ add_days('days.known_at', 1) }} > moments.known_at
    where
        days.stage in {{ stages_with('is_of_sales') }}
        and not (days.has_time or days.is_observed or days.is_undated)
        and moments.event_kind = 'stage'
        and moments.has_time
    group by days.event_id

),

-- a person whose records tell no creation is first known by the first dated thing known of it
first_moments as (

    select
        person_number,
        coalesce(min(case when has_time then reached_at end) = min(reached_at), false) as has_time,
        min(reached_at) as reached_at,
        coalesce(
            min(case when is_first_known then reached_at end), min(reached_at), min(known_at)
        ) as known_at
    from events
    where event_kind <> 'score'
    group by person_number

),

-- an end without a time of day closes its day; nothing comes before the person itself
events_placed as (

    select
        events.event_id,
        events.record_key,
        events.event_kind,
        events.stage_order,
        events.field,
        events.evidence_rank,
        events.change_order,
        events.person_number,
        case when events.event_kind = 'first_known' then first_moments.has_time end as first_has_time,
        case when events.event_kind = 'first_known' then first_moments.reached_at end as first_at,
        greatest(
            case
                when
                    events.stage in {{ stages_with('is_end') }}
                    and not (events.has_time or events.is_observed or events.is_undated)
                    then {{ dbt.dateadd('second', 86399, 'events.reached_at') }}
                else coalesce(stages_of_the_day.last_known_at, events.known_at)
            end,
            greatest(events.known_at, first_moments.known_at)
        ) as placed_at
    from events
    inner join first_moments
        on events.person_number = first_moments.person_number
    left join stages_of_the_day
        on events.event_id = stages_of_the_day.event_id

),

-- changes of one field at one time stand together, in the order in which their values continue
changes_tied as (

    select
        record_key,
        field,
        placed_at,
        min(stage_order) as first_stage_order
    from events_placed
    where change_order is not null
    group by record_key, field, placed_at

),

events_positioned as (

    select
        events_placed.*,
        row_number() over (
            partition by person_number
            order by
                events_placed.placed_at asc,
                case event_kind when 'first_known' then 0 when 'activity' then 1 else 2 end asc,
                coalesce(changes_tied.first_stage_order, stage_order) asc,
                case when change_order is null then '' else events_placed.record_key end asc,
                change_order asc nulls first,
                stage_order asc,
                evidence_rank asc,
                event_id asc
        ) as event_position
    from events_placed
    left join changes_tied
        on case when events_placed.change_order is not null then events_placed.record_key end
        = changes_tied.record_key
        and events_placed.field = changes_tied.field
        and events_placed.placed_at = changes_tied.placed_at

),

lead_events_ordered as (

    select
        events.event_id,
        events_positioned.person_number,
        events.record_key,
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
        events.is_agreed,
        events.is_telling,
        events.is_undated and events_positioned.first_at is null as is_undated,
        events.is_observed,
        case when events.is_undated then coalesce(first_has_time, has_time) else has_time end as has_time,
        coalesce(events.reached_at, events_positioned.first_at) as reached_at,
        events_positioned.placed_at,
        events.converted_since,
        events_positioned.event_position
    from events
    inner join events_positioned
        on events.event_id = events_positioned.event_id

)

select * from lead_events_ordered
