with

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_salesforce__contact_versions') }}

),
{% set observed = [
    ('lead', 'status', 'status'),
    ('lead', 'conversion', 'converted_date'),
    ('lead', 'rejection_reason', 'rejection_reason'),
    ('contact', 'status', 'status'),
    ('contact', 'rejection_reason', 'rejection_reason'),
] %}
{%- for object, column, field in observed %}
{{ object }}_{{ column }}_changes as (

    {{ observed_changes(object ~ '_versions', object ~ '_id', column, 'modified_at') }}

),
{% endfor %}
stage_snapshots as (
{% for object, column, field in observed %}
    select
        'salesforce:{{ object }}:' || record_id as record_key,
        '{{ object }}' as object,
        '{{ field }}' as field,
        old_value,
        new_value,
        is_first_seen,
        is_first_export,
        observed_at as changed_at,
        previous_observed_at as previous_seen_at
    from {{ object }}_{{ column }}_changes
    where new_value is not null
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from stage_snapshots
