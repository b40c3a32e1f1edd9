with

landed_leads as (

    {{ landed('pipedrive', 'leads') }}

),

lead_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as lead_id,
        {{ pipedrive_reference('person_id') }} as person_id,
        {{ pipedrive_reference('organization_id') }} as organization_id,

        -- attributes
        {{ pipedrive_list(
            "coalesce(email || ';', '') || coalesce(email_work || ';', '') || coalesce(email_home || ';', '')"
            " || coalesce(email_other, '')"
        ) }} as emails,
        organization_name as company_name,
        country,
        segment,
        owner_id as owner,
        {{ pipedrive_list('label_ids') }} as label,
        lead_status,
        rejection_reason,
        case when is_archived then 'Archived' when not is_archived then 'Open' end as status,
        coalesce(source, source_channel, source_origin) as source,
        campaign,
        {{- custom_columns('pipedrive', 'leads') }}

        -- times
        archive_time as archived_at,
        archive_time_has_time as archived_has_time,
        mql_date as mql_at,
        mql_date_has_time as mql_has_time,
        accepted_date as accepted_at,
        accepted_date_has_time as accepted_has_time,
        sql_date as sql_at,
        sql_date_has_time as sql_has_time,
        add_time as created_at,
        add_time_has_time as created_has_time,
        update_time as modified_at,

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
