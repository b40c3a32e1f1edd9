{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_gathered') }}

),

events_staged as (

    select
        events.*,
        case events.stage
            {%- for stage in funnel_stages() + ['lost', 'rejected', 'recycled'] %}
            when '{{ stage }}' then {{ loop.index }}
            {%- endfor %}
        end as stage_order
    from events

),

-- a stage without a time of day was reached after the earlier ones of its day
stages_of_the_day as (

    select
        days.event_id,
        max(moments.known_at) as last_known_at
    from events_staged as days
    inner join events_staged as moments
        on days.person_id = moments.person_id
        and days.stage_order > moments.stage_order
        and days.known_at <= moments.known_at
        and {{ add_days('days.known_at', 1) }} > moments.known_at
    where
        days.event_kind = 'stage'
        and days.stage in ('accepted', 'sql', 'opportunity')
        and not days.has_time
        and not days.is_observed
        and not days.is_undated
        and moments.event_kind = 'stage'
        and moments.has_time
    group by days.event_id

),

-- a person whose records tell no creation is first known by the first dated thing known of it
dated_ranked as (

    select
        person_id,
        has_time,
        reached_at,
        row_number() over (
            partition by person_id
            order by
                case when event_kind = 'first_known' then 0 else 1 end asc,
                reached_at asc,
                has_time desc
        ) as age_rank
    from events
    where reached_at is not null

),

first_moments as (

    select
        events.person_id,
        coalesce(max(dated_ranked.reached_at), min(events.known_at)) as first_known_at,
        max(case when dated_ranked.has_time then 1 else 0 end) as has_time,
        max(dated_ranked.reached_at) is not null as is_dated
    from events
    left join dated_ranked
        on events.person_id = dated_ranked.person_id
        and dated_ranked.age_rank = 1
    group by 1

),

-- an end without a time of day closes its day; nothing comes before the person itself
events_placed as (

    select
        events.event_id,
        events.person_id,
        events.record_key,
        events.activity_id,
        events.opportunity_key,
        events.system,
        events.event_kind,
        events.stage,
        events.field,
        events.reason,
        events.evidence,
        events.evidence_rank,
        events.can_open,
        case
            when events.event_kind = 'first_known' then not first_moments.is_dated
            else events.is_undated
        end as is_undated,
        events.is_observed,
        case
            when events.event_kind = 'first_known' then first_moments.has_time = 1
            else events.has_time
        end as has_time,
        case
            when events.event_kind = 'first_known' and first_moments.is_dated
                then first_moments.first_known_at
            else events.reached_at
        end as reached_at,
        events.known_at,
        first_moments.first_known_at,
        greatest(
            case
                when
                    events.stage in ('won', 'lost', 'rejected', 'recycled')
                    and not events.has_time
                    and not events.is_observed
                    and not events.is_undated
                    then {{ dbt.dateadd('second', 86399, 'events.known_at') }}
                else coalesce(stages_of_the_day.last_known_at, events.known_at)
            end,
            first_moments.first_known_at
        ) as placed_at,
        events.stage_order
    from events_staged as events
    left join stages_of_the_day
        on events.event_id = stages_of_the_day.event_id
    inner join first_moments
        on events.person_id = first_moments.person_id
    where
        events.event_kind <> 'activity'
        or events.known_at >= first_moments.first_known_at
        or (not events.has_time and first_moments.has_time = 1)

),

lead_events_ordered as (

    select
        events_placed.event_id,
        events_placed.person_id,
        events_placed.record_key,
        events_placed.activity_id,
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
        events_placed.is_undated,
        events_placed.is_observed,
        events_placed.has_time,
        events_placed.reached_at,
        events_placed.placed_at,
        row_number() over (
            partition by events_placed.person_id
            order by
                events_placed.placed_at asc,
                case when events_placed.event_kind = 'first_known' then 0 else 1 end asc,
                events_placed.stage_order asc,
                events_placed.evidence_rank asc,
                events_placed.event_id asc
        ) as event_position
    from events_placed

)

select * from lead_events_ordered
