with

landed_companies as (

    {{ landed('hubspot', 'companies') }}

),

newest_versions as (

    {{ newest_version('landed_companies', 'hs_object_id', 'hs_lastmodifieddate', 'archived') }}

),

companies as (

    select
        -- keys
        hs_object_id as company_id,
        {{ id_list('hs_merged_object_ids') }} as merged_company_ids,

        -- attributes
        name as company_name,
        domain,
        website,
        country,
        industry,
        segment,
        numberofemployees as employees,
        hubspot_owner_id as owner,

        -- flags
        _is_deleted or _is_missing as is_deleted,

        -- times
        createdate as created_at,
        hs_lastmodifieddate as modified_at

    from newest_versions

)

select * from companies
