with

stage_events as (

    select * from {{ ref('int_stage_events') }}

),

inquiry_events as (

    select * from {{ ref('int_inquiry_events') }}

),

deal_events as (

    select * from {{ ref('int_deal_events') }}

),

mql_events as (

    select * from {{ ref('int_mql_events') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

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

events_gathered as (

    select
        stage_events.stage_event_id as event_id,
        stage_events.person_id,
        stage_events.record_key,
        cast(null as varchar) as opportunity_key,
        stage_events.system,
        coalesce(mql_events.event_kind, 'stage') as event_kind,
        stage_events.stage,
        stage_events.field,
        stage_events.reason,
        stage_events.evidence,
        stage_events.evidence_rank,
        stage_events.change_order,
        false as is_first_known,
        coalesce(mql_events.can_open, stage_events.stage in {{ stages_with('is_opener') }}) as can_open,
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
            when conversions.converted_since is null then null
            when
                {{ local_date('stage_events.known_at', 'settings.time_zone') }}
                >= {{ local_date('conversions.linked_at', 'settings.time_zone') }}
                then conversions.converted_since
        end as converted_since,
        coalesce(mql_events.is_agreed, true) as is_agreed
    from stage_events
    cross join settings
    left join conversions
        on stage_events.record_key = conversions.record_key
    left join mql_events
        on stage_events.stage_event_id = mql_events.event_id

    union all

    select
        deal_events.*,
        true as is_agreed
    from deal_events
{% for relation, what_is_told in [
    ('inquiry_events', 'true'), ('mql_events', "evidence in ('score', 'ruling')"),
] %}
    union all

    select
        event_id,
        person_id,
        record_key,
        cast(null as varchar) as opportunity_key,
        system,
        event_kind,
        stage,
        cast(null as varchar) as field,
        cast(null as varchar) as reason,
        evidence,
        evidence_rank,
        cast(null as bigint) as change_order,
        is_first_known,
        can_open,
        true as is_telling,
        is_undated,
        is_observed,
        has_time,
        reached_at,
        reached_at as known_at,
        cast(null as timestamp) as converted_since,
        is_agreed
    from {{ relation }}
    where {{ what_is_told }}
{% endfor %}
),

-- nothing after the night's cut-off
lead_events_gathered as (

    select
        events_gathered.*,
        people.person_number,
        journey.stage_order
    from events_gathered
    cross join settings
    inner join people
        on events_gathered.person_id = people.person_id
    inner join {{ ref('int_stages') }} as journey
        on events_gathered.stage = journey.stage
    where coalesce(events_gathered.reached_at, settings.as_of) <= settings.as_of

)

select * from lead_events_gathered
