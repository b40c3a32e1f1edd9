with

organization_versions as (

    select * from {{ ref('stg_pipedrive__organization_versions') }}

),

observed as (

    {{ observed_changes(
        'organization_versions', 'organization_id', 'owner', 'modified_at', told_by=['owner_id']
    ) }}

),

owner_changes as (

    select
        'pipedrive:organization:' || record_id as company_key,
        'pipedrive' as system,
        {{ pipedrive_user_key('new_value') }} as owner_key,
        -- since when a first owner has it nobody knows; that the export shows it is exact
        is_first_seen or evidence = 'history' as has_time,
        changed_at
    from observed

)

select * from owner_changes
