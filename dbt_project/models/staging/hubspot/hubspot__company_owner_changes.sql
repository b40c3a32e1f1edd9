with

company_versions as (

    select * from {{ ref('stg_hubspot__company_versions') }}

),

company_property_histories as (

    select * from {{ ref('stg_hubspot__company_property_histories') }}

),

company_property_versions as (

    select * from {{ ref('stg_hubspot__company_property_versions') }}

),

property_changes as (

    {{ hubspot_property_changes(
        ['company_property_histories', 'company_property_versions'], 'company_id'
    ) }}

),

observed as (

    {{ observed_changes(
        'company_versions', 'company_id', 'owner', 'modified_at', told_by=['hubspot_owner_id']
    ) }}

),

changes as (

    select
        record_id,
        new_value,
        -- since when a first owner has it nobody knows; that the export shows it is exact
        is_first_seen or evidence = 'history' as has_time,
        changed_at
    from observed

    union all

    select
        company_id as record_id,
        value as new_value,
        has_time,
        changed_at
    from property_changes
    where {{ names_column('property', 'hubspot', 'companies', ['hubspot_owner_id']) }}

),

owner_changes as (

    select
        'hubspot:company:' || record_id as company_key,
        'hubspot' as system,
        {{ hubspot_owner_key('new_value') }} as owner_key,
        has_time,
        changed_at
    from changes

)

select * from owner_changes
