with

landed_emails as (

    {{ landed('hubspot', 'emails') }}

),

newest_versions as (

    {{ newest_version('landed_emails', 'hs_object_id', 'hs_lastmodifieddate') }}

),

emails as (

    select
        -- keys
        hs_object_id as email_id,
        {{ id_list('associated_contact_ids') }} as contact_ids,

        -- attributes
        hs_email_subject as subject,
        hs_email_direction as direction,
        hs_email_status as status,
        hs_email_source as source,
        hs_sequence_id as sequence_id,
        hubspot_owner_id as owner,

        -- times
        hs_timestamp as occurred_at,
        hs_timestamp_has_time as occurred_has_time,
        hs_createdate as created_at,
        hs_createdate_has_time as created_has_time,
        hs_lastmodifieddate as modified_at

    from newest_versions

)

select * from emails
