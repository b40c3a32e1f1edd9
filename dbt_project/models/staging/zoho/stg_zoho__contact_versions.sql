with

landed_contacts as (

    {{ landed('zoho', 'contacts') }}

),

contact_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ zoho_id('id') }} as contact_id,
        {{ zoho_reference('account_id', 'account') }} as account_id,
        activecampaign_id,
        hubspot_id,
        marketo_id,

        -- attributes
        email,
        secondary_email,
        first_name,
        coalesce(last_name, case when first_name is null then full_name end) as last_name,
        title as job_title,
        {{ zoho_name('account') }} as company_name,
        country,
        segment,
        coalesce({{ zoho_reference('owner_id', 'owner') }}, {{ zoho_name('owner') }}) as owner,
        lead_status,
        rejection_reason,
        lead_source as source,
        {{ zoho_name('campaign') }} as campaign,
        {{- custom_columns('zoho', 'contacts') }}

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        mql_date as mql_at,
        mql_date_has_time as mql_has_time,
        accepted_date as accepted_at,
        accepted_date_has_time as accepted_has_time,
        sql_date as sql_at,
        sql_date_has_time as sql_has_time,
        created_time as created_at,
        created_time_has_time as created_has_time,
        modified_time as modified_at,

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
