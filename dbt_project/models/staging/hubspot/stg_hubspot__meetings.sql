with

landed_meetings as (

    {{ landed('hubspot', 'meetings') }}

),

newest_versions as (

    {{ newest_version('landed_meetings', 'hs_object_id', 'hs_lastmodifieddate') }}

),

meetings as (

    select
        -- keys
        hs_object_id as meeting_id,
        {{ id_list('associated_contact_ids') }} as contact_ids,

        -- attributes
        hs_meeting_title as title,
        hs_meeting_outcome as outcome,
        hubspot_owner_id as owner,

        -- times
        hs_meeting_start_time as started_at,
        hs_meeting_start_time_has_time as started_has_time,
        hs_createdate as created_at,
        hs_createdate_has_time as created_has_time,
        hs_lastmodifieddate as modified_at

    from newest_versions

)

select * from meetings
