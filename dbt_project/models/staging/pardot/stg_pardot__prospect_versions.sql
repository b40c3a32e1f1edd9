with

landed_prospects as (

    {{ landed('pardot', 'prospect') }}

),

prospect_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as prospect_id,
        {{ salesforce_id_18('crm_lead_fid') }} as salesforce_lead_id,
        {{ salesforce_id_18('crm_contact_fid') }} as salesforce_contact_id,
        {{ salesforce_id_18('salesforce_id') }} as salesforce_id,
        coalesce(campaign_id, {{ pardot_reference('campaign', 'id') | indent(8) }}) as campaign_id,
        coalesce(lifecycle_stage_id, {{ pardot_reference('lifecycle_stage', 'id') | indent(8) }})
            as lifecycle_stage_id,

        -- attributes
        email,
        {{ id_list('secondary_email') }} as additional_emails,
        first_name,
        last_name,
        job_title,
        company as company_name,
        website,
        country,
        employees,
        segment,
        source,
        {{ pardot_reference('campaign', 'name') | indent(8) }} as campaign,
        lead_status,
        {{ pardot_reference('lifecycle_stage', 'name') | indent(8) }} as lifecycle_stage,
        rejection_reason,
        {{- custom_columns('pardot', 'prospect') }}

        -- flags
        coalesce(is_deleted, false) or coalesce(is_archived, false) as is_in_recycle_bin,

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

    from landed_prospects

)

select * from prospect_versions
