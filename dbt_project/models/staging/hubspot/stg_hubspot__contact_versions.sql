with

landed_contacts as (

    {{ landed('hubspot', 'contacts') }}

),

contact_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        hs_object_id as contact_id,
        {{ salesforce_id_18('salesforceleadid') }} as salesforce_lead_id,
        {{ salesforce_id_18('salesforcecontactid') }} as salesforce_contact_id,
        split_part(
            {{ id_list('coalesce(associatedcompanyid, associated_company_ids)') }}, ';', 1
        ) as company_id,
        {{ id_list('associated_deal_ids') }} as deal_ids,
        {{ id_list('hs_merged_object_ids') }} as merged_contact_ids,
        {{ id_list('hs_all_contact_vids') }} as all_contact_ids,
        {{ id_list('hs_calculated_merged_vids') }} as merged_contact_times,

        -- attributes
        email,
        {{ id_list('hs_additional_emails') }} as additional_emails,
        firstname as first_name,
        lastname as last_name,
        jobtitle as job_title,
        company as company_name,
        website,
        country,
        segment,
        numemployees as employees,
        hubspot_owner_id as owner,
        rejection_reason,
        coalesce(hs_lead_status, lifecyclestage) as status,
        hs_analytics_source as source,
        hs_analytics_source_data_1 as source_detail_1,
        hs_analytics_source_data_2 as source_detail_2,
        hs_analytics_first_touch_converting_campaign as converting_campaign,
        {{- custom_columns('hubspot', 'contacts') }}

        -- flags
        coalesce(archived, false) as is_archived,

        -- times
        hubspot_owner_assigneddate as owner_assigned_at,
        hubspot_owner_assigneddate_has_time as owner_assigned_has_time,
        createdate as created_at,
        createdate_has_time as created_has_time,
        lastmodifieddate as modified_at,

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
