with

landed_tasks as (

    {{ landed('zoho', 'tasks') }}

),

tasks_keyed as (

    select
        landed_tasks.*,
        {{ zoho_id('id') }} as task_id
    from landed_tasks

),

newest_versions as (

    {{ newest_version('tasks_keyed', 'task_id', 'modified_time', 'is_deleted') }}

),

tasks as (

    select
        -- keys
        task_id,
        {{ zoho_reference('contact_id', 'contact') }} as contact_id,
        {{ zoho_reference('related_id', 'related') }} as related_id,

        -- attributes
        'Task' as activity_type,
        subject as detail,
        lower(related_module) as related_module,
        coalesce({{ zoho_reference('owner_id', 'owner') }}, {{ zoho_name('owner') }}) as owner,

        -- flags
        coalesce(
            {{ regex_matches('lower(status)', '^(completed|closed|done|termin|achev|complét|fermé)') }}, false
        )
        and not _is_deleted as is_done,
        closed_time_has_time as completed_has_time,
        created_time_has_time as created_has_time,

        -- times
        cast(null as timestamp) as started_at,
        closed_time as completed_at,
        due_date as due_on,
        created_time as created_at,
        modified_time as modified_at

    from newest_versions

)

select * from tasks
