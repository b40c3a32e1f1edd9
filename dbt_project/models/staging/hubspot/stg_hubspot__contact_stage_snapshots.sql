{%- set observed_columns = {
    'lifecyclestage': 'lifecycle_stage',
    'hs_lead_status': 'lead_status',
    'rejection_reason': 'rejection_reason',
} -%}

with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

{% for column in observed_columns.values() -%}
observed_{{ column }}_changes as (

    {{ observed_changes('contact_versions', 'contact_id', column, 'modified_at') }}

),

{% endfor -%}
stage_snapshots as (

    {%- for field, column in observed_columns.items() %}
    {{ 'union all' if not loop.first }}
    select
        -- keys
        record_id as contact_id,
        '{{ field }}' as field,

        -- attributes
        old_value,
        new_value,

        -- flags
        is_first_seen,
        is_first_export,

        -- times
        observed_at as changed_at,
        previous_observed_at as previous_seen_at

    from observed_{{ column }}_changes
    where new_value is not null or old_value is not null
    {%- endfor %}

)

select * from stage_snapshots
