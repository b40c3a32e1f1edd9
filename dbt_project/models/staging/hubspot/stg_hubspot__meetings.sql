with

landed_meetings as (

    {{ landed('hubspot', 'meetings') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

newest_versions as (

    {{ newest_version('landed_meetings', 'hs_object_id', 'hs_lastmodifieddate') }}

),

meetings as (

    select
        -- keys
        newest_versions.hs_object_id as meeting_id,
        {{ id_list('newest_versions.associated_contact_ids') }} as contact_ids,

        -- attributes
        newest_versions.hs_meeting_title as title,
        newest_versions.hs_meeting_outcome as outcome,
        newest_versions.hubspot_owner_id as owner,

        -- flags: a meeting whose outcome nobody noted was held once its start is past
        case
            when newest_versions.hs_meeting_outcome is null
                then coalesce(newest_versions.hs_meeting_start_time <= settings.as_of, false)
            else {{ regex_matches(
                'lower(newest_versions.hs_meeting_outcome)', '^(completed|termin|effectu|réalis)'
            ) }}
        end as is_done,

        -- times
        case
            when newest_versions.hs_meeting_start_time_has_time
                then newest_versions.hs_meeting_start_time
        end as started_at,
        case
            when not newest_versions.hs_meeting_start_time_has_time
                then newest_versions.hs_meeting_start_time
        end as completed_at,
        case when not newest_versions.hs_meeting_start_time_has_time then false end as completed_has_time,
        newest_versions.hs_createdate as created_at,
        newest_versions.hs_createdate_has_time as created_has_time,
        newest_versions.hs_lastmodifieddate as modified_at

    from newest_versions
    cross join settings

)

select * from meetings
