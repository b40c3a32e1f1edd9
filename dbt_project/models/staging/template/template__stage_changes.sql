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

first_exports as (

    select min(_exported_at) as first_exported_at
    from stage_change_versions

),

-- A stage without its day was reached before the export that first says so. It has no time, unlike
-- what a full list shows of a person on the day of its export.
undated_stage_changes as (

    select
        stage_change_versions.person_id,
        stage_change_versions.stage,
        max(stage_change_versions.reason) as reason,
        min(stage_change_versions._exported_at) as first_seen_at
    from stage_change_versions
    where stage_change_versions.changed_at is null
    group by stage_change_versions.person_id, stage_change_versions.stage

),

{% for column in ['stage', 'reason'] -%}
observed_{{ column }}s as (

    {{ observed_changes('person_versions', 'person_id', column, 'modified_at') }}

),
{% endfor %}
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
        cast(null as timestamp) as previous_seen_at,
        cast(null as timestamp) as kept_since
    from newest_stage_changes
    where newest_stage_changes.changed_at is not null

    union all

    select
        'template:person:' || undated_stage_changes.person_id as record_key,
        'template' as system,
        'person' as object,
        'stage' as field,
        cast(null as varchar) as old_value,
        undated_stage_changes.stage as new_value,
        undated_stage_changes.reason,
        'snapshot' as evidence,
        true as is_first_seen,
        undated_stage_changes.first_seen_at = first_exports.first_exported_at as is_first_export,
        false as has_time,
        undated_stage_changes.first_seen_at as changed_at,
        cast(null as timestamp) as previous_seen_at,
        cast(null as timestamp) as kept_since
    from undated_stage_changes
    cross join first_exports

    union all

    select
        'template:person:' || observed_stages.record_id as record_key,
        'template' as system,
        'person' as object,
        'stage' as field,
        observed_stages.old_value,
        observed_stages.new_value,
        cast(null as varchar) as reason,
        observed_stages.evidence,
        observed_stages.is_first_seen,
        observed_stages.is_first_export,
        true as has_time,
        observed_stages.observed_at as changed_at,
        observed_stages.previous_observed_at as previous_seen_at,
        cast(null as timestamp) as kept_since
    from observed_stages
    where observed_stages.new_value is not null

    union all

    select
        'template:person:' || observed_reasons.record_id as record_key,
        'template' as system,
        'person' as object,
        'rejection_reason' as field,
        observed_reasons.old_value,
        observed_reasons.new_value,
        cast(null as varchar) as reason,
        observed_reasons.evidence,
        observed_reasons.is_first_seen,
        observed_reasons.is_first_export,
        true as has_time,
        observed_reasons.observed_at as changed_at,
        observed_reasons.previous_observed_at as previous_seen_at,
        cast(null as timestamp) as kept_since
    from observed_reasons
    -- a reason taken away is one no more
    where observed_reasons.new_value is not null or observed_reasons.old_value is not null

)

select * from stage_changes
