{{ config(materialized='table') }}

with

stage_changes as (

    select * from {{ ref('int_stage_changes_unioned') }}

),

status_mapping as (

    select * from {{ ref('status_mapping') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

person_records as (

    select * from {{ ref('int_person_records_keyed') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a value and its label may fold to one text
meanings as (

    select
        system,
        object,
        field,
        {{ folded('value') }} as value,
        min(stage) as stage
    from status_mapping
    group by 1, 2, 3, 4

),

histories_ranked as (

    select
        stage_changes.*,
        row_number() over (
            partition by stage_changes.record_key, stage_changes.object, stage_changes.field
            order by
                stage_changes.changed_at asc nulls last,
                stage_changes.old_value asc nulls first,
                stage_changes.new_value asc nulls last
        ) as age_rank
    from stage_changes
    where stage_changes.evidence = 'history'

),

-- the value that the oldest known change replaced stood there since the record's creation
values_taken as (

    select
        record_key,
        system,
        object,
        field,
        new_value as value,
        reason,
        evidence,
        is_first_seen,
        is_first_export,
        has_time,
        changed_at,
        previous_seen_at
    from stage_changes

    union all

    select
        histories_ranked.record_key,
        histories_ranked.system,
        histories_ranked.object,
        histories_ranked.field,
        histories_ranked.old_value as value,
        cast(null as varchar) as reason,
        histories_ranked.evidence,
        false as is_first_seen,
        false as is_first_export,
        people_records.created_has_time as has_time,
        people_records.created_at as changed_at,
        cast(null as timestamp) as previous_seen_at
    from histories_ranked
    inner join people_records
        on histories_ranked.record_key = people_records.record_key
    where
        histories_ranked.age_rank = 1
        and histories_ranked.old_value is not null

),

-- the same entry of a history stands in every later export
values_distinct as (

    select distinct values_taken.*
    from values_taken
    cross join settings
    where values_taken.changed_at <= settings.as_of

),

-- few values stand in many changes: each is folded once
values_found as (

    select distinct
        system,
        object,
        field,
        value
    from values_distinct

),

values_meant as (

    select
        values_found.system,
        values_found.object,
        values_found.field,
        values_found.value,
        meanings.stage
    from values_found
    inner join meanings
        on values_found.system = meanings.system
        and values_found.object = meanings.object
        and values_found.field = meanings.field
        and {{ folded('values_found.value') }} = meanings.value

),

stage_changes_mapped as (

    select
        -- keys
        {{ stable_hash([
            'values_distinct.record_key', 'values_distinct.object', 'values_distinct.field',
            'values_distinct.value', 'values_distinct.reason', 'values_distinct.evidence',
            'values_distinct.is_first_seen', 'values_distinct.has_time',
            'values_distinct.changed_at', 'values_distinct.previous_seen_at'
        ]) }} as stage_change_id,
        person_records.person_id,
        values_distinct.record_key,

        -- attributes
        values_distinct.system,
        values_distinct.object,
        values_distinct.field,
        values_distinct.value,
        values_meant.stage,
        values_distinct.reason,
        values_distinct.evidence,

        -- flags
        values_meant.value is not null as is_mapped,
        values_distinct.is_first_seen,
        values_distinct.is_first_export,
        coalesce(values_distinct.has_time, false) as has_time,

        -- times
        values_distinct.changed_at,
        values_distinct.previous_seen_at

    from values_distinct
    inner join person_records
        on values_distinct.record_key = person_records.record_key
    left join values_meant
        on values_distinct.system = values_meant.system
        and values_distinct.object = values_meant.object
        and values_distinct.field = values_meant.field
        and values_distinct.value = values_meant.value

)

select * from stage_changes_mapped
