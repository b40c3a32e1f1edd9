with

landed_leads as (

    {{ landed('zoho', 'leads') }}

),

lead_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ zoho_id('id') }} as lead_id,
        {%- for became in ['account', 'contact', 'deal'] %}
        coalesce(
            {{ zoho_reference('converted_' ~ became ~ '_id', 'converted_' ~ became) | indent(12) }},
            {{ zoho_id(json_text(json_text('converted_detail', became), 'id')) }},
            {{ zoho_id(json_text('converted_detail', became)) }}
        ) as converted_{{ became }}_id,
        {%- endfor %}
        activecampaign_id,
        hubspot_id,
        marketo_id,

        -- attributes
        email,
        secondary_email,
        first_name,
        coalesce(last_name, case when first_name is null then full_name end) as last_name,
        title as job_title,
        company as company_name,
        website,
        country,
        segment,
        employee_count as employees,
        coalesce({{ zoho_reference('owner_id', 'owner') }}, {{ zoho_name('owner') }}) as owner,
        lead_status,
        rejection_reason,
        case when is_converted then 'Converted' end as conversion,
        lead_source as source,
        {{ zoho_name('campaign') }} as campaign,
        {{- custom_columns('zoho', 'leads') }}

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        converted_time as converted_at,
        converted_time_has_time as converted_has_time,
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

    from landed_leads

)

select * from lead_versions
