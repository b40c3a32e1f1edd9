with
{% for relation in ['lead_versions', 'contact_versions', 'audit_changes', 'option_labels'] %}
{{ relation }} as (

    select * from {{ ref('stg_dynamics__' ~ relation) }}

),
{% endfor %}
{% for object in ['lead', 'contact'] %}
{{ object }}_changes as (

    {{ dynamics_changes(object, {'owner': ['owner_id', 'owner_name']}) }}

),
{% endfor %}
history as (
{% for object in ['lead', 'contact'] %}
    select
        '{{ object }}' as object,
        record_id,
        {{ dynamics_user_key('old_value', 'old_value') }} as old_value,
        {{ dynamics_user_key('new_value', 'new_value') }} as new_value,
        has_time,
        changed_at
    from {{ object }}_changes
    {{ 'union all' if not loop.last }}
{% endfor %}
),

observed as (
{% for object in ['lead', 'contact'] %}
    {{ observed_changes(
        object ~ '_versions', object ~ '_id', 'owner_key', 'modified_at',
        told_by=['owner_id', 'owner_name'], named={'object': object}
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

changes as (

    {{ changes_by_evidence(['object', 'record_id'], 'history', none, 'observed') }}

),

owner_changes as (

    select
        -- keys
        'dynamics:' || object || ':' || record_id as record_key,
        'dynamics' as system,
        old_value as old_owner_key,
        new_value as owner_key,

        -- attributes
        {{ name_of_user_key('new_value') }} as owner_name,
        -- since when the owner of a history's first version had the record, no version tells
        case when is_first_seen then 'snapshot' else evidence end as evidence,

        -- flags
        is_first_seen,
        is_first_export,
        has_time,

        -- times
        changed_at,
        previous_seen_at

    from changes

)

select * from owner_changes
