with

landed_leads as (

    {{ dynamics_landed('lead', 'lead_id') }}

),

lead_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ dynamics_id('lead_id') }} as lead_id,
        {{ dynamics_id('master_id') }} as master_id,
        {{ dynamics_id('account_id') }} as account_id,
        {{ dynamics_id('contact_id') }} as contact_id,
        {{ dynamics_id('qualifying_opportunity_id') }} as qualifying_opportunity_id,
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
        company_name,
        website,
        country,
        segment,
        employees,
        account_name,
        qualifying_opportunity_name,
        status_reason,
        status_reason_code,
        case when coalesce(status_reason, status_reason_code) is null then coalesce(state, state_code) end
            as state,
        rejection_reason,
        lead_source,
        lead_source_code,
        coalesce(campaign_name, {{ dynamics_id('campaign_id') }}) as campaign,
        {{- custom_columns('dynamics', 'lead') }}

        -- flags
        coalesce(
            state_code = '1'
            or {{ regex_matches('lower(coalesce(state, status_reason))', '^qualifi') }}
            or (state_code is null and status_reason_code = '3'),
            false
        ) as is_qualified,
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

    from landed_leads

)

select * from lead_versions
