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

values_known as (

    select values_taken.*
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
    from values_known

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
        values_known.stage_value_id as stage_change_id,
        person_records.person_id,
        values_known.record_key,

        -- attributes
        values_known.system,
        values_known.object,
        values_known.field,
        values_known.value,
        values_meant.stage,
        values_known.reason,
        values_known.evidence,
        values_known.change_order,

        -- flags
        values_meant.value is not null as is_mapped,
        values_known.is_first_seen,
        values_known.is_first_export,
        values_known.is_cut
        and (values_known.changed_at is null or coalesce(values_meant.stage, '') <> 'inquiry')
            as is_undated,
        coalesce(values_known.has_time, false) as has_time,

        -- times: what nobody dates is known by the beginning of what is known
        case
            when
                values_known.is_cut
                and (
                    values_known.changed_at is null
                    or coalesce(values_meant.stage, '') <> 'inquiry'
                )
                then values_known.known_at
            else values_known.changed_at
        end as changed_at,
        values_known.previous_seen_at

    from values_known
    inner join person_records
        on values_known.record_key = person_records.record_key
    left join values_meant
        on values_known.system = values_meant.system
        and values_known.object = values_meant.object
        and values_known.field = values_meant.field
        and values_known.value = values_meant.value

)

select * from stage_changes_mapped
