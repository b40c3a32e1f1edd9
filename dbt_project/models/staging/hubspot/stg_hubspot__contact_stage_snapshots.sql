with

landed_contacts as (

    {{ landed('hubspot', 'contacts') }}

),

observed_values as (
{% for column in ['lifecyclestage', 'hs_lead_status', 'rejection_reason'] %}
    {{ observed_changes(
        'landed_contacts', 'hs_object_id', column, 'lastmodifieddate', 'createdate',
        named={'field': column}, kept='new_value is not null or old_value is not null'
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

stage_snapshots as (

    select
        -- keys
        record_id as contact_id,
        field,

        -- attributes
        old_value,
        new_value,
        evidence,

        -- flags
        is_first_seen,
        is_first_export,
        has_time,

        -- times
        changed_at,
        previous_seen_at

    from observed_values

)

select * from stage_snapshots
