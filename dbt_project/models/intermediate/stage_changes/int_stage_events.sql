{{ config(materialized='table') }}

with

stage_changes as (

    select * from {{ ref('int_stage_changes_mapped') }}

),

bounds as (

    select * from {{ ref('int_listed_stages_bounded') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

changes_of_stage as (

    select stage_changes.*
    from stage_changes
    inner join people
        on stage_changes.person_id = people.person_id
    where
        stage_changes.stage is not null
        and people.exclusion_reason is null

),

-- a date alone may be any moment of its day
proofs as (

    select
        person_id,
        stage,
        changed_at as earliest_at,
        case when has_time then changed_at else {{ add_days('changed_at', 1) }} end as latest_at
    from changes_of_stage
    where evidence <> 'snapshot' and not is_undated

),

-- what an export shows of a stage that better evidence has dated already
snapshots_explained as (

    select distinct changes_of_stage.stage_change_id
    from changes_of_stage
    inner join proofs
        on changes_of_stage.person_id = proofs.person_id
        and changes_of_stage.stage = proofs.stage
        and changes_of_stage.changed_at >= proofs.earliest_at
    where
        changes_of_stage.evidence = 'snapshot'
        and (changes_of_stage.is_first_seen or changes_of_stage.previous_seen_at < proofs.latest_at)

),

changes_dated as (

    select
        changes_of_stage.stage_change_id,
        changes_of_stage.person_id,
        changes_of_stage.record_key,
        changes_of_stage.system,
        changes_of_stage.field,
        changes_of_stage.stage,
        changes_of_stage.reason,
        changes_of_stage.evidence,
        changes_of_stage.change_order,
        changes_of_stage.has_time,
        changes_of_stage.changed_at,
        people_records.created_at,
        coalesce(people_records.created_has_time, false) as created_has_time,
        changes_of_stage.is_first_seen
        and changes_of_stage.stage = 'inquiry'
        and people_records.created_at is not null as is_since_creation,
        changes_of_stage.is_undated
        or (
            changes_of_stage.is_first_seen
            and changes_of_stage.is_first_export
            and (changes_of_stage.stage <> 'inquiry' or people_records.created_at is null)
        )
        or bounds.stage_change_id is not null as is_undated
    from changes_of_stage
    left join bounds
        on changes_of_stage.stage_change_id = bounds.stage_change_id
    left join people_records
        on changes_of_stage.record_key = people_records.record_key
    left join snapshots_explained
        on changes_of_stage.stage_change_id = snapshots_explained.stage_change_id
    where snapshots_explained.stage_change_id is null

),

stage_events as (

    select
        -- keys
        stage_change_id as stage_event_id,
        person_id,
        record_key,

        -- attributes
        system,
        field,
        stage,
        reason,
        evidence,
        case
            when is_undated then 4
            when evidence = 'history' then 1
            when evidence = 'dated_field' then 2
            else 3
        end as evidence_rank,
        change_order,

        -- flags
        is_undated,
        evidence = 'snapshot' and not is_undated and not is_since_creation as is_observed,
        case
            when is_since_creation then created_has_time
            else has_time and evidence <> 'snapshot'
        end as has_time,

        -- times
        case
            when is_undated then null
            when is_since_creation then created_at
            else changed_at
        end as reached_at,
        case when is_since_creation then created_at else changed_at end as known_at

    from changes_dated

)

select * from stage_events
