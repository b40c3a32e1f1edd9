with

lead_histories as (

    select * from {{ ref('stg_salesforce__lead_histories') }}

),

contact_histories as (

    select * from {{ ref('stg_salesforce__contact_histories') }}

),

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_salesforce__contact_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

owner_entries as (
{% for object in ['lead', 'contact'] %}
    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        {{ salesforce_owner_key('old_value') }} as old_value,
        {{ salesforce_owner_key('new_value') }} as new_value,
        {{ salesforce_owner_has_ids() }} as has_ids,
        changed_has_time as has_time,
        changed_at,
        kept_since
    from {{ object }}_histories
    where field = 'owner'
    {{ 'union all' if not loop.last }}
{% endfor %}
),

history as (

    {{ salesforce_owner_history('owner_entries', ['object', 'record_id'], ['kept_since']) }}

),

dated as (

    select
        'lead' as object,
        leads.lead_id as record_id,
        leads.owner_key as new_value,
        false as has_time,
        {{ from_zone('cast(leads.last_transferred_on as timestamp)', 'settings.time_zone') }}
            as changed_at
    from leads
    cross join settings
    where leads.last_transferred_on is not null

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

    {{ changes_by_evidence(
        ['object', 'record_id'], 'history', 'dated', 'observed', is_cut=true
    ) }}

),

owner_changes as (

    select
        -- keys
        'salesforce:' || object || ':' || record_id as record_key,
        'salesforce' as system,
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
        previous_seen_at,
        kept_since

    from changes

)

select * from owner_changes
