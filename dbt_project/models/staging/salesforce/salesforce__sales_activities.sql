with

tasks as (

    select * from {{ ref('stg_salesforce__tasks') }}

),

events as (

    select * from {{ ref('stg_salesforce__events') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

task_activities as (

    select
        -- keys
        'salesforce:task:' || task_id as activity_key,
        {{ salesforce_person_key('who_id', 'salesforce') }} as record_key,
        'salesforce' as system,
        'task' as object,

        -- attributes: the subtype of a plain task says nothing, its type does
        case
            when lower(call_type) = 'internal' then call_type
            when lower(task_subtype) <> 'task' then task_subtype
            else coalesce(
                task_type,
                salesloft_type,
                -- what a sequence does by itself is to send mail: a call says that it is one
                case when is_in_sequence then 'Email' end,
                task_subtype,
                'Task'
            )
        end as activity_type,
        subject as detail,
        case
            when
                lower(call_type) = 'inbound'
                or lower(salesloft_type) = 'reply'
                or lower(subject) like '[outreach] [email] [in]%'
                then 'inbound'
            when lower(call_type) = 'outbound' or lower(subject) like '[outreach] [email] [out]%'
                then 'outbound'
        end as direction,
        owner_key as user_key,

        -- flags
        is_closed
        or coalesce(lower(status) in ('completed', 'terminé', 'terminée', 'achevé', 'achevée'), false)
            as is_done,
        -- what list mailings, the sync of automation tools and sequences write
        coalesce(
            {{ regex_matches(
                'lower(subject)',
                '^(((pardot|marketo|hubspot|salesforce) )?(list|mass) email|(was sent|opened) email'
                ~ '|clicked link in email|filled out form|visited web ?page)'
            ) }}
            or (
                is_in_sequence
                and (lower(salesloft_type) = 'email' or lower(subject) like '[outreach] [email]%')
            ),
            false
        ) as is_automated,
        is_in_sequence,
        created_has_time,
        completed_has_time,

        -- times
        created_at,
        modified_at,
        cast(null as timestamp) as started_at,
        completed_at,
        due_on

    from tasks

),

events_dated as (

    select
        events.*,
        -- an all-day event, or a start without a time, is a day
        case
            when not events.is_all_day and events.starts_has_time then events.starts_at
        end as started_at,
        case
            when events.is_all_day or events.starts_at is null
                then {{ from_zone(
                    'cast(coalesce(events.starts_on, cast(events.starts_at as date)) as timestamp)',
                    'settings.time_zone'
                ) }}
            when not events.starts_has_time then events.starts_at
        end as day_started_at,
        settings.as_of
    from events
    cross join settings

),

event_activities as (

    select
        -- keys
        'salesforce:event:' || event_id as activity_key,
        {{ salesforce_person_key('who_id', 'salesforce') }} as record_key,
        'salesforce' as system,
        'event' as object,

        -- attributes
        coalesce(event_type, 'Event') as activity_type,
        subject as detail,
        cast(null as varchar) as direction,
        owner_key as user_key,

        -- flags
        coalesce(coalesce(started_at, day_started_at) <= as_of, false)
        and not _is_deleted
        and not coalesce(
            {{ regex_matches('lower(status)', 'cancel|annul|no[ -]?show|absent|rescheduled|reporté') }}, false
        )
        and not coalesce({{ regex_matches('lower(subject)', '^(cancel+ed|annulé)') }}, false) as is_done,
        false as is_automated,
        false as is_in_sequence,
        created_has_time,
        false as completed_has_time,

        -- times
        created_at,
        modified_at,
        started_at,
        -- the day of a meeting without a time
        case when started_at is null then day_started_at end as completed_at,
        starts_on as due_on

    from events_dated

)

select * from task_activities
union all
select * from event_activities
