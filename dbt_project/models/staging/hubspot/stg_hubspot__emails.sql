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
        hubspot_owner_id as owner,

        -- flags
        not coalesce(
            {{ regex_matches(
                'lower(hs_email_status)',
                '(schedul|sending|fail|draft|planifi|programm|cours|chou|brouillon)'
            ) }},
            false
        ) as is_done,
        hs_sequence_id is not null
        or coalesce(
            {{ regex_matches(
                'lower(hs_email_source)', '(sequence|séquence|automat|workflow|marketing)'
            ) }},
            false
        ) as is_automated,

        -- times
        case when hs_timestamp_has_time then hs_timestamp end as started_at,
        case when not hs_timestamp_has_time then hs_timestamp end as completed_at,
        case when not hs_timestamp_has_time then false end as completed_has_time,
        hs_createdate as created_at,
        hs_createdate_has_time as created_has_time,
        hs_lastmodifieddate as modified_at

    from newest_versions

)

select * from emails
