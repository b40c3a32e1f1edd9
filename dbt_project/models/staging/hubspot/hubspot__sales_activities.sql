with

calls as (

    select * from {{ ref('stg_hubspot__calls') }}

),

emails as (

    select * from {{ ref('stg_hubspot__emails') }}

),

meetings as (

    select * from {{ ref('stg_hubspot__meetings') }}

),

tasks as (

    select * from {{ ref('stg_hubspot__tasks') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

activities as (

    select
        'call' as object,
        call_id as activity_id,
        contact_ids,
        direction as activity_type,
        title as detail,
        direction,
        owner,
        is_done,
        false as is_automated,
        false as is_in_sequence,
        started_at,
        completed_at,
        completed_has_time,
        cast(null as timestamp) as due_at,
        created_at,
        created_has_time,
        modified_at
    from calls
    union all
    select
        'email' as object,
        email_id as activity_id,
        contact_ids,
        direction as activity_type,
        subject as detail,
        direction,
        owner,
        is_done,
        is_automated,
        false as is_in_sequence,
        started_at,
        completed_at,
        completed_has_time,
        cast(null as timestamp) as due_at,
        created_at,
        created_has_time,
        modified_at
    from emails
    union all
    select
        'meeting' as object,
        meeting_id as activity_id,
        contact_ids,
        outcome as activity_type,
        title as detail,
        cast(null as varchar) as direction,
        owner,
        is_done,
        false as is_automated,
        false as is_in_sequence,
        started_at,
        completed_at,
        completed_has_time,
        cast(null as timestamp) as due_at,
        created_at,
        created_has_time,
        modified_at
    from meetings
    union all
    select
        'task' as object,
        task_id as activity_id,
        contact_ids,
        task_type as activity_type,
        subject as detail,
        cast(null as varchar) as direction,
        owner,
        is_done,
        false as is_automated,
        is_in_sequence,
        cast(null as timestamp) as started_at,
        completed_at,
        completed_has_time,
        due_at,
        created_at,
        created_has_time,
        modified_at
    from tasks

),

-- an activity without a contact is kept: it names a company or a deal alone
activities_listed as (

    select
        activities.*,
        coalesce(activities.contact_ids, '(none)') as listed_contact_ids
    from activities

),

activities_of_contacts as (

    {{ list_entries('activities_listed', 'listed_contact_ids') }}

),

sales_activities as (

    select distinct
        -- keys
        'hubspot:' || activities_of_contacts.object || ':' || activities_of_contacts.activity_id
            as activity_key,
        'hubspot:contact:' || nullif(activities_of_contacts.entry_text, '(none)') as record_key,
        'hubspot' as system,
        activities_of_contacts.object,

        -- attributes
        activities_of_contacts.activity_type,
        activities_of_contacts.detail,
        case
            when {{ regex_matches('lower(activities_of_contacts.direction)', '(incoming|inbound|entrant)') }}
                then 'inbound'
            when activities_of_contacts.direction is not null then 'outbound'
        end as direction,
        {{ hubspot_owner_key('activities_of_contacts.owner') }} as user_key,

        -- flags
        activities_of_contacts.is_done,
        activities_of_contacts.is_automated,
        activities_of_contacts.is_in_sequence,
        activities_of_contacts.created_has_time,
        activities_of_contacts.completed_has_time,

        -- times
        activities_of_contacts.created_at,
        activities_of_contacts.modified_at,
        activities_of_contacts.started_at,
        activities_of_contacts.completed_at,
        {{ local_date('activities_of_contacts.due_at', 'settings.time_zone') }} as due_on

    from activities_of_contacts
    cross join settings

)

select * from sales_activities
