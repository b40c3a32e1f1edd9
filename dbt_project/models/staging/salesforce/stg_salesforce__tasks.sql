with

landed_tasks as (

    {{ landed('salesforce', 'task') }}

),

tasks as (

    select
        -- keys
        {{ salesforce_id_18('id') }} as task_id,
        {{ salesforce_id_18('who_id') }} as who_id,
        {{ salesforce_owner_key('owner_id', 'owner_name') }} as owner_key,

        -- attributes
        subject,
        type as task_type,
        task_subtype,
        call_type,
        status,
        salesloft_type,

        -- flags
        coalesce(is_closed, false) as is_closed,
        coalesce(
            salesloft_cadence_name, salesloft_cadence_id, salesloft_step_day,
            sequence_name, sequence_step
        ) is not null as is_in_sequence,

        -- times
        activity_date as due_on,
        completed_date_time as completed_at,
        completed_date_time_has_time as completed_has_time,
        created_date as created_at,
        created_date_has_time as created_has_time,
        coalesce(last_modified_date, system_modstamp) as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_tasks

),

newest_tasks as (

    {{ newest_version('tasks', 'task_id', 'modified_at') }}

)

select * from newest_tasks
