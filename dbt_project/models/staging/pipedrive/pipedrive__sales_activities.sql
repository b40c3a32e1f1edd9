with

activities as (

    select * from {{ ref('stg_pipedrive__activities') }}

),

deal_versions as (

    select * from {{ ref('stg_pipedrive__deal_versions') }}

),

activity_mapping as (

    select * from {{ ref('activity_mapping') }}
    where system = 'pipedrive' and activity_kind = 'meeting'

),

settings as (

    select * from {{ source('control', 'settings') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at') }}

),

meetings as (

    select distinct {{ folded('activity_type') }} as folded_type
    from activity_mapping

),

participants as (

    {{ json_entries('activities', 'participants') }}

),

-- of a deal alone, an activity is the deal's contact's
activity_people as (

    select
        activity_id,
        'pipedrive:person:' || person_id as record_key
    from activities
    where person_id is not null

    union

    select
        activity_id,
        'pipedrive:lead:' || lead_id as record_key
    from activities
    where lead_id is not null

    union

    select
        participants.activity_id,
        'pipedrive:person:' || {{ json_text('participants.entry_text', 'person_id') }} as record_key
    from participants
    where {{ json_text('participants.entry_text', 'person_id') }} is not null

    union

    select
        activities.activity_id,
        'pipedrive:person:' || deals.person_id as record_key
    from activities
    left join deals
        on activities.deal_id = deals.deal_id
    where activities.person_id is null and activities.lead_id is null

),

sales_activities as (

    select
        -- keys
        'pipedrive:activity:' || activities.activity_id as activity_key,
        activity_people.record_key,
        'pipedrive' as system,
        'activity' as object,

        -- attributes
        activities.activity_type,
        activities.subject as detail,
        {{ pipedrive_user_key('activities.owner') }} as user_key,

        -- flags
        activities.is_done,
        false as is_automated,
        false as is_in_sequence,
        activities.created_has_time,
        activities.completed_has_time,

        -- times: what is due is when a meeting begins; a call or a task is done when somebody says so
        activities.created_at,
        activities.modified_at,
        case when meetings.folded_type is not null and activities.due_has_time then activities.due_at end
            as started_at,
        activities.completed_at,
        {{ local_date('activities.due_at', 'settings.time_zone') }} as due_on

    from activities
    cross join settings
    inner join activity_people
        on activities.activity_id = activity_people.activity_id
    left join meetings
        on {{ folded('activities.activity_type') }} = meetings.folded_type

)

select * from sales_activities
