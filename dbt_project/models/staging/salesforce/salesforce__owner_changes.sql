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

owner_entries_gathered as (
{% for object in ['lead', 'contact'] %}
    select
        'salesforce:{{ object }}:' || {{ object }}_id as record_key,
        old_value,
        new_value,
        changed_has_time,
        changed_at,
        kept_since
    from {{ object }}_histories
    where field = 'owner'
    {{ 'union all' if not loop.last }}
{% endfor %}
),

owner_entries as (

    select
        record_key,
        {{ salesforce_owner_key('old_value') }} as old_owner_key,
        {{ salesforce_owner_key('new_value') }} as owner_key,
        {{ regex_matches(
            'coalesce(new_value, old_value)', '^(005|00G)[0-9A-Za-z]{12}([0-9A-Za-z]{3})?$'
        ) }} as has_ids,
        changed_has_time,
        changed_at,
        kept_since
    from owner_entries_gathered

),

owner_entries_compared as (

    select
        owner_entries.*,
        max(case when has_ids then 1 else 0 end) over (
            partition by record_key, changed_at
        ) = 1 as is_told_by_ids
    from owner_entries

),

-- of the two rows of a change the one with ids counts; an entry stands in every later export
owner_histories as (

    select distinct
        record_key,
        old_owner_key,
        owner_key,
        changed_has_time,
        changed_at,
        kept_since
    from owner_entries_compared
    where has_ids or not is_told_by_ids

),
{% for object in ['lead', 'contact'] %}
{{ object }}_owner_changes as (

    {{ observed_changes(
        object ~ '_versions', object ~ '_id', 'owner_key', 'modified_at',
        told_by=['owner_id', 'owner_name']
    ) }}

),
{% endfor %}
owner_changes as (

    select
        record_key,
        'salesforce' as system,
        old_owner_key,
        owner_key,
        {{ name_of_user_key('owner_key') }} as owner_name,
        'history' as evidence,
        false as is_first_seen,
        false as is_first_export,
        changed_has_time as has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at,
        kept_since
    from owner_histories

    union all

    select
        'salesforce:lead:' || leads.lead_id as record_key,
        'salesforce' as system,
        cast(null as varchar) as old_owner_key,
        leads.owner_key,
        {{ name_of_user_key('leads.owner_key') }} as owner_name,
        'dated_field' as evidence,
        false as is_first_seen,
        false as is_first_export,
        false as has_time,
        {{ from_zone('cast(leads.last_transferred_on as timestamp)', 'settings.time_zone') }}
            as changed_at,
        cast(null as timestamp) as previous_seen_at,
        cast(null as timestamp) as kept_since
    from leads
    cross join settings
    where leads.last_transferred_on is not null
{% for object in ['lead', 'contact'] %}
    union all

    select
        'salesforce:{{ object }}:' || record_id as record_key,
        'salesforce' as system,
        old_value as old_owner_key,
        new_value as owner_key,
        {{ name_of_user_key('new_value') }} as owner_name,
        -- since when the owner of a history's first version had the record, no version tells
        case when is_first_seen then 'snapshot' else evidence end as evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        observed_at as changed_at,
        previous_observed_at as previous_seen_at,
        cast(null as timestamp) as kept_since
    from {{ object }}_owner_changes
{% endfor %}
)

select * from owner_changes
