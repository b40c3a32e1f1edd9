with

landed_events as (

    {{ landed('zoho', 'events') }}

),

events_keyed as (

    select
        landed_events.*,
        {{ zoho_id('id') }} as event_id
    from landed_events

),

newest_versions as (

    {{ newest_version('events_keyed', 'event_id', 'modified_time', 'is_deleted') }}

),

events as (

    select
        -- keys
        event_id,
        {{ zoho_reference('contact_id', 'contact') }} as contact_id,
        {{ zoho_reference('related_id', 'related') }} as related_id,

        -- attributes
        'Event' as activity_type,
        title as detail,
        participants,
        lower(related_module) as related_module,
        coalesce({{ zoho_reference('owner_id', 'owner') }}, {{ zoho_name('owner') }}) as owner,

        -- flags
        not coalesce(
            {{ regex_matches('lower(status)', 'cancel|no[ -]?show|annul|absent|reschedul|report') }}, false
        )
        and not _is_deleted as is_done,
        started_at_has_time and not coalesce(all_day, false) as completed_has_time,
        created_time_has_time as created_has_time,

        -- times
        -- one of a whole day has no time
        case when started_at_has_time and not coalesce(all_day, false) then started_at end as started_at,
        started_at as completed_at,
        created_time as created_at,
        modified_time as modified_at

    from newest_versions

)

select * from events
