with

landed_contacts as (

    {{ landed('eloqua', 'contact') }}

),

contact_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ eloqua_contact_id('id') }} as contact_id,
        {{ salesforce_id_18('salesforce_lead_id') }} as salesforce_lead_id,
        {{ salesforce_id_18('salesforce_contact_id') }} as salesforce_contact_id,

        -- attributes
        email_address as email,
        first_name,
        last_name,
        job_title,
        coalesce(company, account_name) as company_name,
        website,
        country,
        segment,
        employees,
        lead_status,
        funnel_stage,
        lead_rating,
        rejection_reason,
        source,
        campaign,
        {{- custom_columns('eloqua', 'contact') }}

        -- flags
        coalesce(is_deleted, false) as is_marked_deleted,

        -- times
        mql_date as mql_at,
        mql_date_has_time as mql_has_time,
        created_at,
        created_at_has_time as created_has_time,
        updated_at as modified_at,

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
