with

landed_leads as (

    {{ landed('hubspot', 'leads') }}

),

lead_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        hs_object_id as lead_id,
        split_part({{ id_list('associated_contact_ids') }}, ';', 1) as contact_id,

        -- attributes
        hs_pipeline_stage as stage,
        hs_lead_disqualification_reason as rejection_reason,
        hubspot_owner_id as owner,

        -- flags
        coalesce(archived, false) as is_archived,

        -- times
        hs_createdate as created_at,
        hs_createdate_has_time as created_has_time,
        hs_lastmodifieddate as modified_at,

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
