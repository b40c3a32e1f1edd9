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
        on days.person_id = moments.person_id
        and days.stage_order > moments.stage_order
        and days.known_at <= moments.known_at
        and {{ add_days('days.known_at', 1) }} > moments.known_at
    where
        days.event_kind = 'stage'
        and days.stage in {{ stages_with('is_of_sales') }}
        and not days.has_time
        and not days.is_observed
        and not days.is_undated
        and moments.event_kind = 'stage'
        and moments.has_time
    group by days.event_id

),

-- a person whose records tell no creation is first known by the first dated thing known of it
moments_ranked as (

    select
        person_id,
        has_time and reached_at is not null as has_time,
        reached_at is null as is_undated,
        coalesce(reached_at, known_at) as known_at,
        row_number() over (
            partition by person_id
            order by
                case when reached_at is null then 2 when is_first_known then 0 else 1 end asc,
                coalesce(reached_at, known_at) asc nulls last,
                has_time desc
        ) as age_rank
    from events

),

-- an end without a time of day closes its day; nothing comes before the person itself
events_placed as (

    select
        events.*,
        first_moments.has_time as first_has_time,
        first_moments.is_undated as first_is_undated,
        first_moments.known_at as first_known_at,
        greatest(
            case
                when
                    events.stage in {{ stages_with('is_end') }}
                    and not events.has_time
                    and not events.is_observed
                    and not events.is_undated
                    then {{ dbt.dateadd('second', 86399, 'events.known_at') }}
                else coalesce(stages_of_the_day.last_known_at, events.known_at)
            end,
            first_moments.known_at
        ) as placed_at
    from events
    inner join moments_ranked as first_moments
        on events.person_id = first_moments.person_id
        and first_moments.age_rank = 1
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

lead_events_ordered as (

    select
        events_placed.event_id,
        events_placed.person_id,
        events_placed.record_key,
        events_placed.opportunity_key,
        events_placed.system,
        events_placed.event_kind,
        events_placed.stage,
        events_placed.stage_order,
        events_placed.field,
        events_placed.reason,
        events_placed.evidence,
        events_placed.evidence_rank,
        events_placed.can_open,
        events_placed.is_telling,
        case when event_kind = 'first_known' then first_is_undated else is_undated end as is_undated,
        events_placed.is_observed,
        case when event_kind = 'first_known' then first_has_time else has_time end as has_time,
        case
            when event_kind = 'first_known' and not first_is_undated then first_known_at
            else reached_at
        end as reached_at,
        events_placed.placed_at,
        events_placed.converted_since,
        row_number() over (
            partition by person_id
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
        on events_placed.record_key = changes_tied.record_key
        and events_placed.field = changes_tied.field
        and events_placed.placed_at = changes_tied.placed_at
        and events_placed.change_order is not null

)

select * from lead_events_ordered
