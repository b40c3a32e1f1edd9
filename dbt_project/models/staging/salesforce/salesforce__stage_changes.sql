with

stage_histories as (

    select * from {{ ref('stg_salesforce__stage_histories') }}

),

stage_dates as (

    select * from {{ ref('stg_salesforce__stage_dates') }}

),

stage_snapshots as (

    select * from {{ ref('stg_salesforce__stage_snapshots') }}

),

stage_changes as (

    select
        record_key,
        'salesforce' as system,
        object,
        field,
        old_value,
        new_value,
        cast(null as varchar) as reason,
        'history' as evidence,
        false as is_first_seen,
        false as is_first_export,
        changed_has_time as has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at
    from stage_histories

    union all

    select
        record_key,
        'salesforce' as system,
        object,
        field,
        cast(null as varchar) as old_value,
        new_value,
        cast(null as varchar) as reason,
        'dated_field' as evidence,
        false as is_first_seen,
        false as is_first_export,
        changed_has_time as has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at
    from stage_dates

    union all

    select
        record_key,
        'salesforce' as system,
        object,
        field,
        old_value,
        new_value,
        cast(null as varchar) as reason,
        'snapshot' as evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        changed_at,
        previous_seen_at
    from stage_snapshots

)

select * from stage_changes
