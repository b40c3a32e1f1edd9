with

activity_versions as (

    select * from {{ ref('stg_marketo__activity_versions') }}

),

lead_versions as (

    select * from {{ ref('stg_marketo__lead_versions') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

observed as (
{% for column in ['lead_status', 'rejection_reason'] %}
    {{ observed_changes(
        'lead_versions', 'lead_id', column, 'modified_at', named={'field': column},
        kept='new_value is not null' ~ (' or old_value is not null' if column == 'rejection_reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

-- extracts may overlap: the same activity stands in several
values_changed as (

    select
        lead_id as record_id,
        field,
        max(old_value) as old_value,
        max(new_value) as new_value,
        min(case when occurred_has_time then 1 else 0 end) = 1 as has_time,
        min(occurred_at) as changed_at
    from activity_versions
    where field in ('lead_status', 'rejection_reason')
    group by activity_id, lead_id, field

),

history as (

    select * from values_changed
    -- a reason taken away is one no more
    where new_value is not null or field = 'rejection_reason'

),

dated as (

    select
        lead_id as record_id,
        'mql_date' as field,
        'MQL' as new_value,
        mql_has_time as has_time,
        mql_at as changed_at
    from leads
    where mql_at is not null

),

stage_changes as (

    {{ changes_by_evidence(
        ["'marketo:lead:' || record_id as record_key",
         "'marketo' as system", "'lead' as object", "field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from stage_changes
