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

history as (

    select
        person_id as record_id,
        'stage' as field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        stage as new_value,
        reason,
        changed_has_time as has_time,
        changed_at
    from newest_stage_changes
    where changed_at is not null

),

first_exports as (

    select min(_exported_at) as first_exported_at
    from stage_change_versions

),

-- A stage without its day was reached before the export that first says so. It has no time, unlike
-- what a full list shows of a person on the day of its export.
undated_stages as (

    select
        person_id as record_id,
        stage,
        max(reason) as reason,
        min(_exported_at) as first_seen_at
    from stage_change_versions
    where changed_at is null
    group by person_id, stage

),

-- a reason taken away is one no more
observed_values as (
{% for column, field in [('stage', 'stage'), ('reason', 'rejection_reason')] %}
    {{ observed_changes(
        'person_versions', 'person_id', column, 'modified_at', named={'field': field},
        kept='new_value is not null' ~ (' or old_value is not null' if column == 'reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

observed as (

    select
        observed_values.*,
        cast(null as {{ dbt.type_string() }}) as reason
    from observed_values

    union all

    select
        undated_stages.record_id,
        'stage' as field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        undated_stages.stage as new_value,
        'snapshot' as evidence,
        true as is_first_seen,
        undated_stages.first_seen_at = first_exports.first_exported_at as is_first_export,
        false as has_time,
        undated_stages.first_seen_at as changed_at,
        cast(null as timestamp) as previous_seen_at,
        undated_stages.reason
    from undated_stages
    cross join first_exports

),

stage_changes as (

    {{ changes_by_evidence(
        ["'template:person:' || record_id as record_key",
         "'template' as system", "'person' as object", "field", "reason"],
        'history', observed='observed'
    ) }}

)

select * from stage_changes
