{{ config(materialized='table') }}

with

values_taken as (

    select * from {{ ref('int_stage_values_taken') }}

),

status_mapping as (

    select * from {{ ref('status_mapping') }}

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

-- the same entry of a history stands in every later export
values_distinct as (

    select distinct values_taken.*
    from values_taken
    cross join settings
    where coalesce(values_taken.changed_at, values_taken.known_at) <= settings.as_of

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
            'values_distinct.changed_at', 'values_distinct.previous_seen_at',
            'values_distinct.change_order'
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
        values_distinct.change_order,

        -- flags
        values_meant.value is not null as is_mapped,
        values_distinct.is_first_seen,
        values_distinct.is_first_export,
        values_distinct.is_cut
        and (values_distinct.changed_at is null or coalesce(values_meant.stage, '') <> 'inquiry')
            as is_undated,
        coalesce(values_distinct.has_time, false) as has_time,

        -- times: what nobody dates is known by the beginning of what is known
        case
            when
                values_distinct.is_cut
                and (
                    values_distinct.changed_at is null
                    or coalesce(values_meant.stage, '') <> 'inquiry'
                )
                then values_distinct.known_at
            else values_distinct.changed_at
        end as changed_at,
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
