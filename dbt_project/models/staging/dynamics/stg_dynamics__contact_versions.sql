with

landed_contacts as (

    {{ dynamics_landed('contact', 'contact_id') }}

),

contact_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ dynamics_id('contact_id') }} as contact_id,
        {{ dynamics_id('master_id') }} as master_id,
        {{ dynamics_id('account_id') }} as account_id,
        {{ dynamics_id('originating_lead_id') }} as originating_lead_id,
        {{ dynamics_owner_key() }} as owner_key,
        mailchimp_id,

        -- attributes
        coalesce(full_name, nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''))
            as full_name,
        first_name,
        coalesce(last_name, case when first_name is null then full_name end) as last_name,
        email,
        {{ id_list("coalesce(email, '') || ';' || coalesce(email_2, '') || ';' || coalesce(email_3, '')") }}
            as emails,
        job_title,
        country,
        segment,
        account_name,
        originating_lead_name,
        lead_status,
        rejection_reason,
        lead_source,
        lead_source_code,
        campaign_name as campaign,
        {{- custom_columns('dynamics', 'contact') }}

        -- flags
        is_gone or coalesce(master_id <> '', false) as is_gone,

        -- times
        mql_date as mql_at,
        mql_date_has_time as mql_has_time,
        accepted_date as accepted_at,
        accepted_date_has_time as accepted_has_time,
        sql_date as sql_at,
        sql_date_has_time as sql_has_time,
        created_on as created_at,
        created_on_has_time as created_has_time,
        coalesce(modified_on, sink_modified_on) as modified_at,

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
