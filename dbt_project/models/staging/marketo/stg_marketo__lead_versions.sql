with

landed_leads as (

    {{ landed('marketo', 'lead') }}

),

lead_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as lead_id,
        {{ salesforce_id_18('sfdc_id') }} as salesforce_id,
        {{ salesforce_id_18('sfdc_lead_id') }} as salesforce_lead_id,
        {{ salesforce_id_18('sfdc_contact_id') }} as salesforce_contact_id,
        hubspot_id,
        acquisition_program_id,

        -- attributes
        email,
        {{ id_list('secondary_email') }} as additional_emails,
        first_name,
        last_name,
        title as job_title,
        company as company_name,
        website,
        country,
        number_of_employees as employees,
        segment,
        lead_status,
        nullif(revenue_stage_id, '0') as revenue_stage_id,
        revenue_stage,
        lead_source,
        acquisition_program,
        rejection_reason,
        {{- custom_columns('marketo', 'lead') }}

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

    from landed_leads

)

select * from lead_versions
