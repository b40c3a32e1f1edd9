{{ config(materialized='table') }}

with

people as (

    select * from {{ ref('int_people_resolved') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

stage_events as (

    select * from {{ ref('int_stage_events') }}

),

person_opportunities as (

    select * from {{ ref('int_person_opportunities') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_valued') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

people_counted as (

    select * from people
    where exclusion_reason is null

),

person_opportunities_valued as (

    select
        person_opportunities.person_id,
        person_opportunities.opportunity_key,
        person_opportunities.record_key,
        person_opportunities.linked_at,
        opportunities.system,
        opportunities.opportunity_kind,
        opportunities.outcome,
        opportunities.closed_evidence,
        opportunities.closed_has_time,
        opportunities.closed_is_observed,
        opportunities.created_has_time,
        opportunities.created_at,
        opportunities.closed_at,
        opportunities.closed_known_at
    from person_opportunities
    inner join opportunities
        on person_opportunities.opportunity_key = opportunities.opportunity_key
    where person_opportunities.link_method <> 'influenced'

),

lead_events_gathered as (

    select
        stage_event_id as event_id,
        person_id,
        record_key,
        cast(null as varchar) as activity_id,
        cast(null as varchar) as opportunity_key,
        system,
        'stage' as event_kind,
        stage,
        field,
        reason,
        evidence,
        evidence_rank,
        stage in ('mql', 'accepted', 'sql', 'opportunity') as can_open,
        is_undated,
        is_observed,
        has_time,
        reached_at,
        known_at
    from stage_events

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
        true as can_open,
        false as is_undated,
        false as is_observed,
        coalesce(activities.occurred_has_time, false) as has_time,
        activities.occurred_at as reached_at,
        activities.occurred_at as known_at
    from activities
    inner join people_counted
        on activities.person_id = people_counted.person_id
    where activities.is_inquiry and activities.occurred_at is not null

    union all

    select
        {{ stable_hash(['person_id', 'opportunity_key', "'created'"]) }} as event_id,
        person_id,
        record_key,
        cast(null as varchar) as activity_id,
        opportunity_key,
        system,
        'stage' as event_kind,
        'opportunity' as stage,
        cast(null as varchar) as field,
        cast(null as varchar) as reason,
        'history' as evidence,
        1 as evidence_rank,
        opportunity_kind = 'new_business' as can_open,
        created_at is null as is_undated,
        false as is_observed,
        created_has_time as has_time,
        created_at as reached_at,
        linked_at as known_at
    from person_opportunities_valued

    union all

    select
        {{ stable_hash(['person_id', 'opportunity_key', "'closed'"]) }} as event_id,
        person_id,
        record_key,
        cast(null as varchar) as activity_id,
        opportunity_key,
        system,
        'stage' as event_kind,
        outcome as stage,
        cast(null as varchar) as field,
        cast(null as varchar) as reason,
        coalesce(closed_evidence, 'snapshot') as evidence,
        case
            when closed_at is null then 4
            when closed_evidence = 'history' then 1
            when closed_evidence = 'dated_field' then 2
            else 3
        end as evidence_rank,
        false as can_open,
        closed_at is null as is_undated,
        closed_is_observed as is_observed,
        closed_has_time as has_time,
        closed_at as reached_at,
        greatest(closed_known_at, linked_at) as known_at
    from person_opportunities_valued
    where outcome <> 'open'

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
        true as can_open,
        first_known_at is null as is_undated,
        false as is_observed,
        coalesce(first_known_has_time, false) as has_time,
        first_known_at as reached_at,
        first_known_at as known_at
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
