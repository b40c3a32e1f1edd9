with

landed_tasks as (

    {{ landed('hubspot', 'tasks') }}

),

newest_versions as (

    {{ newest_version('landed_tasks', 'hs_object_id', 'hs_lastmodifieddate') }}

),

tasks as (

    select
        -- keys
        hs_object_id as task_id,
        {{ id_list('associated_contact_ids') }} as contact_ids,

        -- attributes
        hs_task_subject as subject,
        hs_task_type as task_type,
        hubspot_owner_id as owner,

        -- flags
        coalesce({{ regex_matches('lower(hs_task_status)', '^(completed|termin|achev)') }}, false)
            as is_done,
        hs_sequence_id is not null as is_in_sequence,

        -- times
        hs_timestamp as due_at,
        hs_task_completion_date as completed_at,
        hs_task_completion_date_has_time as completed_has_time,
        hs_createdate as created_at,
        hs_createdate_has_time as created_has_time,
        hs_lastmodifieddate as modified_at

    from newest_versions

)

select * from tasks
