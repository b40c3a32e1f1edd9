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
        hs_call_status as status,
        hs_call_disposition as outcome,
        hs_call_source as source,
        hubspot_owner_id as owner,

        -- times
        hs_timestamp as occurred_at,
        hs_timestamp_has_time as occurred_has_time,
        hs_createdate as created_at,
        hs_createdate_has_time as created_has_time,
        hs_lastmodifieddate as modified_at

    from newest_versions

)

select * from calls
