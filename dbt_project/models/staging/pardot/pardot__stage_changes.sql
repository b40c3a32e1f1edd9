with

prospect_versions as (

    select * from {{ ref('stg_pardot__prospect_versions') }}

),

lifecycle_steps as (

    select * from {{ ref('stg_pardot__lifecycle_steps') }}

),

lifecycle_stages as (

    select * from {{ ref('stg_pardot__lifecycle_stages') }}

),

prospects as (

    {{ newest_version('prospect_versions', 'prospect_id', 'modified_at') }}

),

prospects_staged as (

    select
        prospect_versions.prospect_id,
        coalesce(
            prospect_versions.lifecycle_stage,
            lifecycle_stages.stage_name,
            prospect_versions.lifecycle_stage_id
        ) as lifecycle_stage,
        prospect_versions.lead_status,
        prospect_versions.rejection_reason,
        prospect_versions.created_at,
        prospect_versions.modified_at,
        prospect_versions._exported_at,
        prospect_versions._file,
        prospect_versions._row,
        prospect_versions._columns,
        prospect_versions._version_start
    from prospect_versions
    left join lifecycle_stages
        on prospect_versions.lifecycle_stage_id = lifecycle_stages.stage_id

),

observed as (
{% for column, told_by in [
    ('lifecycle_stage', ['lifecycle_stage', 'lifecycle_stage_id']),
    ('lead_status', none),
    ('rejection_reason', none),
] %}
    {{ observed_changes(
        'prospects_staged', 'prospect_id', column, 'modified_at', told_by=told_by,
        named={'field': column},
        kept='new_value is not null' ~ (' or old_value is not null' if column == 'rejection_reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

-- exports may overlap: the same step stands in several, in one perhaps without its stages' names
history as (

    select
        lifecycle_steps.prospect_id as record_id,
        'lifecycle_stage' as field,
        coalesce(
            max(lifecycle_steps.previous_stage),
            max(previous_stages.stage_name),
            max(lifecycle_steps.previous_stage_id)
        ) as old_value,
        coalesce(
            max(lifecycle_steps.next_stage),
            max(next_stages.stage_name),
            max(lifecycle_steps.next_stage_id)
        ) as new_value,
        min(case when lifecycle_steps.changed_has_time then 1 else 0 end) = 1 as has_time,
        min(lifecycle_steps.changed_at) as changed_at
    from lifecycle_steps
    left join lifecycle_stages as previous_stages
        on lifecycle_steps.previous_stage_id = previous_stages.stage_id
    left join lifecycle_stages as next_stages
        on lifecycle_steps.next_stage_id = next_stages.stage_id
    where coalesce(lifecycle_steps.next_stage, lifecycle_steps.next_stage_id) is not null
    group by lifecycle_steps.step_id, lifecycle_steps.prospect_id

),

dated as (

    select
        prospect_id as record_id,
        'mql_date' as field,
        'MQL' as new_value,
        mql_has_time as has_time,
        mql_at as changed_at
    from prospects
    where mql_at is not null

),

stage_changes as (

    {{ changes_by_evidence(
        ["'pardot:prospect:' || record_id as record_key",
         "'pardot' as system", "'prospect' as object", "field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from stage_changes
