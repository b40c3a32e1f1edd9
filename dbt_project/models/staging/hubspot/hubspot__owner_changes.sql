with
{% for object in ['contact', 'lead'] %}
{{ object }}_versions as (

    select * from {{ ref('stg_hubspot__' ~ object ~ '_versions') }}

),

{{ object }}_property_versions as (

    select * from {{ ref('stg_hubspot__' ~ object ~ '_property_versions') }}

),
{% endfor %}
contact_property_histories as (

    select * from {{ ref('stg_hubspot__contact_property_histories') }}

),

contact_changes as (

    {{ hubspot_property_changes(
        ['contact_property_histories', 'contact_property_versions'], 'contact_id'
    ) }}

),

lead_changes as (

    {{ hubspot_property_changes(['lead_property_versions'], 'lead_id') }}

),

history as (
{% for object in ['contact', 'lead'] %}
    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        old_value,
        value as new_value,
        has_time,
        changed_at
    from {{ object }}_changes
    where {{ names_column('property', 'hubspot', object ~ 's', ['hubspot_owner_id']) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

dated as (

    select
        'contact' as object,
        contact_id as record_id,
        owner as new_value,
        owner_assigned_has_time as has_time,
        owner_assigned_at as changed_at
    from contact_versions
    where owner_assigned_at is not null and owner is not null

),

observed as (
{% for object in ['contact', 'lead'] %}
    {{ observed_changes(
        object ~ '_versions', object ~ '_id', 'owner', 'modified_at', told_by=['hubspot_owner_id'],
        named={'object': object}, kept='new_value is not null or old_value is not null'
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

changes as (

    {{ changes_by_evidence(['object', 'record_id'], 'history', 'dated', 'observed') }}

),

owner_changes as (

    select distinct
        -- keys
        'hubspot:' || object || ':' || record_id as record_key,
        'hubspot' as system,
        {{ hubspot_owner_key('old_value') }} as old_owner_key,
        {{ hubspot_owner_key('new_value') }} as owner_key,

        -- attributes
        {{ name_of_user_key(hubspot_owner_key('new_value')) }} as owner_name,
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
