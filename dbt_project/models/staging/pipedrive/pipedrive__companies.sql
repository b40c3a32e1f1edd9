with

organization_versions as (

    select * from {{ ref('stg_pipedrive__organization_versions') }}

),

organizations as (

    {{ newest_version('organization_versions', 'organization_id', 'modified_at', 'is_deleted') }}

),

companies as (

    select
        -- keys
        'pipedrive:organization:' || organization_id as company_key,
        'pipedrive' as system,
        organization_id as company_id,

        -- attributes
        organization_name as company_name,
        website,
        country,
        industry,
        segment,
        employees,
        {{ pipedrive_user_key('owner') }} as owner_key,

        -- flags
        _is_deleted or _is_missing as is_deleted,

        -- times
        created_at,
        modified_at

    from organizations

)

select * from companies
