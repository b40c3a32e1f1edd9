with

person_versions as (

    select * from {{ ref('stg_template__people') }}

),

stage_change_versions as (

    select * from {{ ref('stg_template__stage_changes') }}

),

newest_stage_changes as (

    {{ newest_version('stage_change_versions', 'person_id, stage, changed_at') }}

),

observed_stages as (

    {{ observed_changes('person_versions', 'person_id', 'stage', 'modified_at') }}

),

stage_changes as (

    select
        'template:person:' || newest_stage_changes.person_id as record_key,
        'template' as system,
        'person' as object,
        'stage' as field,
        cast(null as varchar) as old_value,
        newest_stage_changes.stage as new_value,
        newest_stage_changes.reason,
        'history' as evidence,
        false as is_first_seen,
        false as is_first_export,
        newest_stage_changes.changed_has_time as has_time,
        newest_stage_changes.changed_at,
        cast(null as timestamp) as previous_seen_at
    from newest_stage_changes

    union all

    select
        'template:person:' || observed_stages.record_id as record_key,
        'template' as system,
        'person' as object,
        'stage' as field,
        observed_stages.old_value,
        observed_stages.new_value,
        cast(null as varchar) as reason,
        'snapshot' as evidence,
        observed_stages.is_first_seen,
        observed_stages.is_first_export,
        true as has_time,
        observed_stages.observed_at as changed_at,
        observed_stages.previous_observed_at as previous_seen_at
    from observed_stages
    where observed_stages.new_value is not null

)

select * from stage_changes
