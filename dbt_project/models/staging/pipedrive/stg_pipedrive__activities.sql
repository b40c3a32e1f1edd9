with

landed_activities as (

    {{ landed('pipedrive', 'activities') }}

),

newest_versions as (

    {{ newest_version('landed_activities', 'id', 'update_time', 'is_deleted') }}

),

activities as (

    select
        -- keys
        id as activity_id,
        {{ pipedrive_reference('person_id') }} as person_id,
        {{ pipedrive_reference('lead_id') }} as lead_id,
        {{ pipedrive_reference('deal_id') }} as deal_id,

        -- attributes
        participants,
        subject,
        type as activity_type,
        owner_id as owner,

        -- flags
        coalesce(done, false) and not _is_deleted as is_done,
        due_date_has_time as due_has_time,

        -- times
        due_date as due_at,
        marked_as_done_time as completed_at,
        marked_as_done_time_has_time as completed_has_time,
        add_time as created_at,
        add_time_has_time as created_has_time,
        update_time as modified_at

    from newest_versions

)

select * from activities
