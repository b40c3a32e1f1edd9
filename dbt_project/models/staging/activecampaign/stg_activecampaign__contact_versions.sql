with

landed_contacts as (

    {{ landed('activecampaign', 'contact') }}

),

contact_versions as (

    select
        -- keys: an e-mail that stands for an id names nobody in what is published
        {{ landed_row_key() }} as version_key,
        case when id like '%@%' then {{ stable_hash(['id']) }} else id end as contact_id,
        zoho_lead_id,
        zoho_contact_id,
        pipedrive_id,
        hubspot_id,
        salesforce_id,

        -- attributes
        email,
        first_name,
        last_name,
        company as company_name,
        {{ regex_replace('tags', '\\s*[,;]\\s*', ';') }} as tags,
        job_title,
        country,
        segment,
        employees,
        website,
        lead_status,
        rejection_reason,
        source,
        campaign,
        {{- custom_columns('activecampaign', 'contact') }}

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        mql_date as mql_at,
        mql_date_has_time as mql_has_time,
        created_at,
        created_at_has_time as created_has_time,
        modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_contacts

)

select * from contact_versions
