with

company_versions as (

    select * from {{ ref('stg_hubspot__company_versions') }}

),

observed as (

    {{ observed_changes(
        'company_versions', 'company_id', 'owner', 'modified_at', told_by=['hubspot_owner_id']
    ) }}

),

owner_changes as (

    select
        'hubspot:company:' || record_id as company_key,
        'hubspot' as system,
        {{ hubspot_owner_key('new_value') }} as owner_key,
        is_first_seen,
        changed_at
    from observed

)

select * from owner_changes
