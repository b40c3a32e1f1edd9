with

associations as (

    select * from {{ ref('stg_hubspot__associations') }}

),

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

contacts_of_engagements as (

    select
        engagement_id,
        {{ ordered_list('contact_id', 'contact_id', ';') }} as contact_ids
    from associations
    where engagement_id is not null and contact_id is not null
    group by engagement_id

),

activities as (
{% for object, activity_type, detail, direction, is_automated, is_in_sequence, started_at, due_at in [
    ('call', 'direction', 'title', 'direction', 'false', 'false', 'started_at', none),
    ('email', 'direction', 'subject', 'direction', 'is_automated', 'false', 'started_at', none),
    ('meeting', 'outcome', 'title', none, 'false', 'false', 'started_at', none),
    ('task', 'task_type', 'subject', none, 'false', 'is_in_sequence', none, 'due_at'),
] %}
    select
        '{{ object }}' as object,
        {{ object }}_id as activity_id,
        -- an activity without a contact is kept: it names a company or a deal alone
        coalesce({{ object }}s.contact_ids, contacts_of_engagements.contact_ids, '(none)') as contact_ids,
        {{ activity_type }} as activity_type,
        {{ detail }} as detail,
        {{ direction or 'cast(null as ' ~ dbt.type_string() ~ ')' }} as direction,
        owner,
        is_done,
        {{ is_automated }} as is_automated,
        {{ is_in_sequence }} as is_in_sequence,
        {{ started_at or 'cast(null as timestamp)' }} as started_at,
        completed_at,
        completed_has_time,
        {{ due_at or 'cast(null as timestamp)' }} as due_at,
        created_at,
        created_has_time,
        modified_at
    from {{ object }}s
    left join contacts_of_engagements
        on {{ object }}s.{{ object }}_id = contacts_of_engagements.engagement_id
    {{ 'union all' if not loop.last }}
{% endfor %}
),

activities_of_contacts as (

    {{ list_entries('activities', 'contact_ids') }}

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
