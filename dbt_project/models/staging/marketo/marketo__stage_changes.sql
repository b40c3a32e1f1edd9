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
{% set observed = ['lead_status', 'rejection_reason'] %}
{%- for column in observed %}
{{ column }}_changes as (

    {{ observed_changes('lead_versions', 'lead_id', column, 'modified_at') }}

),
{% endfor %}
-- extracts may overlap: the same activity stands in several
changes_of_values as (

    select
        activity_id,
        lead_id,
        field,
        max(old_value) as old_value,
        max(new_value) as new_value,
        min(occurred_at) as changed_at,
        min(case when occurred_has_time then 1 else 0 end) = 1 as has_time
    from activity_versions
    where field in ('lead_status', 'rejection_reason')
    group by activity_id, lead_id, field

),

stage_changes as (

    select
        'marketo:lead:' || lead_id as record_key,
        'marketo' as system,
        'lead' as object,
        field,
        old_value,
        new_value,
        cast(null as varchar) as reason,
        'history' as evidence,
        false as is_first_seen,
        false as is_first_export,
        has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at,
        cast(null as timestamp) as kept_since
    from changes_of_values
    -- a reason taken away is one no more
    where new_value is not null or field = 'rejection_reason'

    union all

    select
        'marketo:lead:' || lead_id as record_key,
        'marketo' as system,
        'lead' as object,
        'mql_date' as field,
        cast(null as varchar) as old_value,
        'MQL' as new_value,
        cast(null as varchar) as reason,
        'dated_field' as evidence,
        false as is_first_seen,
        false as is_first_export,
        mql_has_time as has_time,
        mql_at as changed_at,
        cast(null as timestamp) as previous_seen_at,
        cast(null as timestamp) as kept_since
    from leads
    where mql_at is not null
{% for column in observed %}
    union all

    select
        'marketo:lead:' || record_id as record_key,
        'marketo' as system,
        'lead' as object,
        '{{ column }}' as field,
        old_value,
        new_value,
        cast(null as varchar) as reason,
        evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        observed_at as changed_at,
        previous_observed_at as previous_seen_at,
        cast(null as timestamp) as kept_since
    from {{ column }}_changes
    where new_value is not null{{ ' or old_value is not null' if column == 'rejection_reason' }}
{% endfor %}
)

select * from stage_changes
