with

person_opportunities as (

    select * from {{ ref('int_person_opportunities') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_valued') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

deals as (

    select
        person_opportunities.person_id,
        person_opportunities.opportunity_key,
        person_opportunities.record_key,
        person_opportunities.linked_at,
        case
            when person_opportunities.link_method = 'conversion'
                then coalesce(people_records.created_at, cast('1900-01-01' as timestamp))
        end as converted_since,
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
    left join people_records
        on person_opportunities.record_key = people_records.record_key
    where person_opportunities.link_method <> 'influenced'

),

deal_events as (

    select
        {{ stable_hash(['person_id', 'opportunity_key', "'created'"]) }} as event_id,
        person_id,
        record_key,
        opportunity_key,
        system,
        'stage' as event_kind,
        'opportunity' as stage,
        cast(null as varchar) as field,
        cast(null as varchar) as reason,
        'history' as evidence,
        1 as evidence_rank,
        cast(null as bigint) as change_order,
        false as is_first_known,
        opportunity_kind = 'new_business' as can_open,
        created_at is not null as is_telling,
        created_at is null as is_undated,
        false as is_observed,
        created_has_time as has_time,
        created_at as reached_at,
        linked_at as known_at,
        converted_since
    from deals

    union all

    select
        {{ stable_hash(['person_id', 'opportunity_key', "'closed'"]) }} as event_id,
        person_id,
        record_key,
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
        cast(null as bigint) as change_order,
        false as is_first_known,
        false as can_open,
        true as is_telling,
        closed_at is null as is_undated,
        closed_is_observed as is_observed,
        closed_has_time as has_time,
        closed_at as reached_at,
        greatest(closed_known_at, case when created_at is not null then linked_at end) as known_at,
        cast(null as timestamp) as converted_since
    from deals
    where outcome in {{ stages_with('is_end') }}

)

select * from deal_events
