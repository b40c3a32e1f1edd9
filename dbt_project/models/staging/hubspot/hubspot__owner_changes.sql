with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

contact_property_histories as (

    select * from {{ ref('stg_hubspot__contact_property_histories') }}

),

contact_property_versions as (

    select * from {{ ref('stg_hubspot__contact_property_versions') }}

),

property_changes as (

    {{ hubspot_property_changes(
        'contact_property_histories', 'contact_property_versions', 'contact_id'
    ) }}

),

observed_owner_changes as (

    {{ observed_changes(
        'contact_versions', 'contact_id', 'owner', 'modified_at', told_by=['hubspot_owner_id']
    ) }}

),

changes as (

    select
        contact_id,
        old_value as old_owner,
        value as owner,
        'history' as evidence,
        false as is_first_seen,
        false as is_first_export,
        has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at
    from property_changes
    where {{ names_column('property', 'hubspot', 'contacts', ['hubspot_owner_id']) }}
    union
    select
        contact_id,
        cast(null as varchar) as old_owner,
        owner,
        'dated_field' as evidence,
        false as is_first_seen,
        false as is_first_export,
        owner_assigned_has_time as has_time,
        owner_assigned_at as changed_at,
        cast(null as timestamp) as previous_seen_at
    from contact_versions
    where owner_assigned_at is not null and owner is not null
    union
    select
        record_id as contact_id,
        old_value as old_owner,
        new_value as owner,
        -- since when the owner of a history's first version had the record, no version tells
        case when is_first_seen then 'snapshot' else evidence end as evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        observed_at as changed_at,
        previous_observed_at as previous_seen_at
    from observed_owner_changes
    where new_value is not null or old_value is not null

),

owner_changes as (

    select
        -- keys
        'hubspot:contact:' || changes.contact_id as record_key,
        'hubspot' as system,
        {{ hubspot_owner_key('changes.old_owner') }} as old_owner_key,
        {{ hubspot_owner_key('changes.owner') }} as owner_key,

        -- attributes
        {{ name_of_user_key(hubspot_owner_key('changes.owner')) }} as owner_name,
        changes.evidence,

        -- flags
        changes.is_first_seen,
        changes.is_first_export,
        changes.has_time,

        -- times
        changes.changed_at,
        changes.previous_seen_at,
        cast(null as timestamp) as kept_since

    from changes

)

select * from owner_changes
