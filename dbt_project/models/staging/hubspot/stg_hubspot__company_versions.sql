with

landed_companies as (

    {{ landed('hubspot', 'companies') }}

),

company_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
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
        {{- custom_columns('hubspot', 'companies') }}

        -- flags
        coalesce(archived, false) as is_archived,

        -- times
        createdate as created_at,
        hs_lastmodifieddate as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_companies

)

select * from company_versions
