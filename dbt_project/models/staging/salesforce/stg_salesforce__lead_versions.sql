with

landed_leads as (

    {{ landed('salesforce', 'lead') }}

),

lead_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ salesforce_id_18('id') }} as lead_id,
        {{ salesforce_id_18('master_record_id') }} as master_lead_id,
        {{ salesforce_id_18('converted_account_id') }} as converted_account_id,
        {{ salesforce_id_18('converted_contact_id') }} as converted_contact_id,
        {{ salesforce_id_18('converted_opportunity_id') }} as converted_opportunity_id,
        {{ salesforce_owner_key('owner_id', 'owner_name') }} as owner_key,
        {{ salesforce_queue_name('owner_id', 'owner_name') | indent(8) }} as queue_name,
        marketo_id,
        hubspot_id,

        -- attributes
        email,
        {{ id_list("coalesce(secondary_email, '') || ';' || coalesce(alternate_email, '')"
            " || ';' || coalesce(personal_email, '')") }} as additional_emails,
        first_name,
        coalesce(last_name, case when first_name is null then name end) as last_name,
        title as job_title,
        company as company_name,
        website,
        coalesce(country, country_code) as country,
        segment,
        number_of_employees as employees,
        lead_source,
        campaign,
        status,
        rejection_reason,
        case when is_converted then 'Converted' end as conversion,
        {{- custom_columns('salesforce', 'lead') }}

        -- flags
        coalesce(is_deleted, false) as is_deleted,
        coalesce(is_test, false) as is_test,

        -- times
        converted_date as converted_on,
        last_transfer_date as last_transferred_on,
        mql_date as mql_at,
        mql_date_has_time as mql_has_time,
        accepted_date as accepted_at,
        accepted_date_has_time as accepted_has_time,
        sql_date as sql_at,
        sql_date_has_time as sql_has_time,
        created_date as created_at,
        created_date_has_time as created_has_time,
        coalesce(last_modified_date, system_modstamp) as modified_at,

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
