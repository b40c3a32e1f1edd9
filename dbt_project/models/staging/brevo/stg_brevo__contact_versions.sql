with

landed_contacts as (

    {{ landed('brevo', 'contact') }}

),

contact_versions as (

    select
        -- keys: an e-mail that stands for an id names nobody in what is published
        {{ landed_row_key() }} as version_key,
        case when id like '%@%' then {{ stable_hash(['id']) }} else id end as contact_id,
        {{ id_list('list_ids') }} as list_ids,
        pipedrive_id,
        hubspot_id,
        {{ salesforce_id_18('salesforce_id') }} as salesforce_id,

        -- attributes
        email,
        first_name,
        last_name,
        job_title,
        company as company_name,
        website,
        country,
        segment,
        employees,
        lead_status,
        rejection_reason,
        source,
        campaign,
        {{- custom_columns('brevo', 'contact') }}

        -- times
        mql_date as mql_at,
        mql_date_has_time as mql_has_time,
        added_at as created_at,
        added_at_has_time as created_has_time,
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
