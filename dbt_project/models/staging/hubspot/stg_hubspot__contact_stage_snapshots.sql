{%- set observed_columns = ['lifecyclestage', 'hs_lead_status', 'rejection_reason'] -%}

with

landed_contacts as (

    {{ landed('hubspot', 'contacts') }}

),

{% for column in observed_columns -%}
observed_{{ column }}_changes as (

    {{ observed_changes(
        'landed_contacts', 'hs_object_id', column, 'lastmodifieddate', 'createdate'
    ) }}

),

{% endfor -%}
stage_snapshots as (

    {%- for column in observed_columns %}
    {{ 'union all' if not loop.first }}
    select
        -- keys
        record_id as contact_id,
        '{{ column }}' as field,

        -- attributes
        old_value,
        new_value,
        evidence,

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
