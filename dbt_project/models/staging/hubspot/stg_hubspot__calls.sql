with

landed_calls as (

    {{ landed('hubspot', 'calls') }}

),

newest_versions as (

    {{ newest_version('landed_calls', 'hs_object_id', 'hs_lastmodifieddate') }}

),

calls as (

    select
        -- keys
        hs_object_id as call_id,
        {{ id_list('associated_contact_ids') }} as contact_ids,

        -- attributes
        hs_call_title as title,
        hs_call_direction as direction,
        hubspot_owner_id as owner,

        -- flags
        hs_call_disposition is not null
        or coalesce({{ regex_matches('lower(hs_call_status)', '^(completed|termin)') }}, false)
            as is_done,

        -- times
        case when hs_timestamp_has_time then hs_timestamp end as started_at,
        case when not hs_timestamp_has_time then hs_timestamp end as completed_at,
        case when not hs_timestamp_has_time then false end as completed_has_time,
        hs_createdate as created_at,
        hs_createdate_has_time as created_has_time,
        hs_lastmodifieddate as modified_at

    from newest_versions

)

select * from calls
