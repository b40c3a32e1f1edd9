{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_gathered') }}

),

journey as (

    select * from {{ ref('int_stages') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

events_staged as (

    select
        events.*,
        journey.stage_order
    from events
    inner join journey
        on events.stage = journey.stage

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
        and days.stage in {{ stages_with('is_of_sales') }}
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
        event_kind,
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

-- the tools forget records sooner than what was done: an inquiry before every creation known makes the
-- person known
earlier_inquiries as (

    select
        activities.person_id,
        activities.reached_at,
        activities.has_time,
        row_number() over (
            partition by activities.person_id
            order by activities.reached_at asc, activities.has_time desc
        ) as age_rank
    from dated_ranked as creations
    cross join settings
    inner join events as activities
        on creations.person_id = activities.person_id
        and activities.event_kind = 'activity'
    where
        creations.age_rank = 1
        and creations.event_kind = 'first_known'
        and {{ elapsed_days(
            'activities.reached_at', 'activities.has_time', 'creations.reached_at',
            'creations.has_time', 'settings.time_zone'
        ) }} > 0

),

first_moments as (

    select
        events.person_id,
        coalesce(
            max(earlier_inquiries.reached_at), max(dated_ranked.reached_at), min(events.known_at)
        ) as first_known_at,
        max(
            case when coalesce(earlier_inquiries.has_time, dated_ranked.has_time) then 1 else 0 end
        ) as has_time,
        max(dated_ranked.reached_at) is not null as is_dated,
        max(earlier_inquiries.reached_at) is not null as is_known_by_activity
    from events
    left join dated_ranked
        on events.person_id = dated_ranked.person_id
        and dated_ranked.age_rank = 1
    left join earlier_inquiries
        on events.person_id = earlier_inquiries.person_id
        and earlier_inquiries.age_rank = 1
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
        events.change_order,
        events.can_open,
        events.is_telling,
        events.converted_since,
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
                    events.stage in {{ stages_with('is_end') }}
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
        not (events.event_kind = 'first_known' and first_moments.is_known_by_activity)
        and (
            events.event_kind <> 'activity'
            or events.known_at >= first_moments.first_known_at
            or (not events.has_time and first_moments.has_time = 1)
        )

),

-- changes of one field at one time stand together, in the order in which their values continue
events_tied as (

    select
        events_placed.*,
        min(stage_order) over (
            partition by
                person_id,
                placed_at,
                case when change_order is null then event_id else record_key || '/' || field end
        ) as first_stage_order
    from events_placed

),

lead_events_ordered as (

    select
        events_tied.event_id,
        events_tied.person_id,
        events_tied.record_key,
        events_tied.activity_id,
        events_tied.opportunity_key,
        events_tied.system,
        events_tied.event_kind,
        events_tied.stage,
        events_tied.stage_order,
        events_tied.field,
        events_tied.reason,
        events_tied.evidence,
        events_tied.evidence_rank,
        events_tied.can_open,
        events_tied.is_telling,
        events_tied.is_undated,
        events_tied.is_observed,
        events_tied.has_time,
        events_tied.reached_at,
        events_tied.placed_at,
        events_tied.converted_since,
        row_number() over (
            partition by events_tied.person_id
            order by
                events_tied.placed_at asc,
                case events_tied.event_kind
                    when 'first_known' then 0
                    when 'activity' then 1
                    else 2
                end asc,
                events_tied.first_stage_order asc,
                case when events_tied.change_order is null then '' else events_tied.record_key end asc,
                events_tied.change_order asc nulls first,
                events_tied.stage_order asc,
                events_tied.evidence_rank asc,
                events_tied.event_id asc
        ) as event_position
    from events_tied

)

select * from lead_events_ordered
