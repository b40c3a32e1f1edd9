with

landed_events as (

    {{ landed('salesforce', 'event') }}

),

events as (

    select
        -- keys
        {{ salesforce_id_18('id') }} as event_id,
        {{ salesforce_id_18('who_id') }} as who_id,
        {{ salesforce_owner_key('owner_id', 'owner_name') }} as owner_key,

        -- attributes
        subject,
        type as event_type,
        status,

        -- flags
        coalesce(is_deleted, false) as is_deleted,
        coalesce(is_all_day_event, false) as is_all_day,

        -- times
        activity_date as starts_on,
        activity_date_time as starts_at,
        activity_date_time_has_time as starts_has_time,
        created_date as created_at,
        created_date_has_time as created_has_time,
        coalesce(last_modified_date, system_modstamp) as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_events

),

newest_events as (

    {{ newest_version('events', 'event_id', 'modified_at', 'is_deleted') }}

)

select * from newest_events
