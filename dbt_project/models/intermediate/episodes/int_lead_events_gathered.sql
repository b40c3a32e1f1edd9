with

people_counted as (

    select * from {{ ref('int_people_resolved') }}
    where exclusion_reason is null

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

stage_events as (

    select * from {{ ref('int_stage_events') }}

),

deal_events as (

    select * from {{ ref('int_deal_events') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a lead record is converted once; what it tells from that day on is of its conversion
conversions as (

    select
        record_key,
        min(converted_since) as converted_since,
        min(known_at) as linked_at
    from deal_events
    where converted_since is not null
    group by record_key

),

lead_events_gathered as (

    select
        stage_events.stage_event_id as event_id,
        stage_events.person_id,
        stage_events.record_key,
        cast(null as varchar) as activity_id,
        cast(null as varchar) as opportunity_key,
        stage_events.system,
        'stage' as event_kind,
        stage_events.stage,
        stage_events.field,
        stage_events.reason,
        stage_events.evidence,
        stage_events.evidence_rank,
        stage_events.change_order,
        stage_events.stage in {{ stages_with('is_opener') }} as can_open,
        stage_events.stage in {{ stages_with('is_end') }}
        or not (
            stage_events.is_undated
            or coalesce(stage_events.known_at > conversions.linked_at, false)
        ) as is_telling,
        stage_events.is_undated,
        stage_events.is_observed,
        stage_events.has_time,
        stage_events.reached_at,
        stage_events.known_at,
        case
            when
                {{ local_date('stage_events.known_at', 'settings.time_zone') }}
                >= {{ local_date('conversions.linked_at', 'settings.time_zone') }}
                then conversions.converted_since
        end as converted_since
    from stage_events
    cross join settings
    left join conversions
        on stage_events.record_key = conversions.record_key

    union all

    select
        activities.activity_id as event_id,
        activities.person_id,
        activities.record_key,
        activities.activity_id,
        cast(null as varchar) as opportunity_key,
        activities.system,
        'activity' as event_kind,
        'inquiry' as stage,
        cast(null as varchar) as field,
        cast(null as varchar) as reason,
        'history' as evidence,
        1 as evidence_rank,
        cast(null as bigint) as change_order,
        true as can_open,
        true as is_telling,
        false as is_undated,
        false as is_observed,
        coalesce(activities.occurred_has_time, false) as has_time,
        activities.occurred_at as reached_at,
        activities.occurred_at as known_at,
        cast(null as timestamp) as converted_since
    from activities
    inner join people_counted
        on activities.person_id = people_counted.person_id
    where activities.is_inquiry and activities.occurred_at is not null

    union all

    select * from deal_events

    union all

    select
        person_id as event_id,
        person_id,
        cast(null as varchar) as record_key,
        cast(null as varchar) as activity_id,
        cast(null as varchar) as opportunity_key,
        first_known_system as system,
        'first_known' as event_kind,
        'inquiry' as stage,
        cast(null as varchar) as field,
        cast(null as varchar) as reason,
        'history' as evidence,
        1 as evidence_rank,
        cast(null as bigint) as change_order,
        true as can_open,
        true as is_telling,
        first_known_at is null as is_undated,
        false as is_observed,
        coalesce(first_known_has_time, false) as has_time,
        first_known_at as reached_at,
        first_known_at as known_at,
        cast(null as timestamp) as converted_since
    from people_counted

),

-- an export may hold a record that was made after the cut-off: nothing is known by it yet
lead_events_known as (

    select lead_events_gathered.*
    from lead_events_gathered
    cross join settings
    where coalesce(lead_events_gathered.reached_at, settings.as_of) <= settings.as_of

)

select * from lead_events_known
