{%- set objects = ['call', 'event', 'task', 'email'] -%}
{#- what not all of them have, by column: its type, and whose it is -#}
{%- set of_some = {
    'contact_id': (dbt.type_string(), ['call', 'event', 'task']), 'due_on': ('date', ['task']),
    'direction': (dbt.type_string(), ['email']),
} -%}
with
{% for relation in ['calls', 'events', 'tasks', 'emails', 'lead_versions', 'deal_versions'] %}
{{ relation }} as (

    select * from {{ ref('stg_zoho__' ~ relation) }}

),
{% endfor %}
settings as (

    select * from {{ source('control', 'settings') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at') }}

),

leads as (

    select distinct lead_id from lead_versions

),

activities as (
{% for object in objects %}
    select
        '{{ object }}' as object,
        {{ object }}_id as activity_id,
        {%- for column, (type, of_these) in of_some.items() %}
        {{ column if object in of_these else 'cast(null as ' ~ type ~ ') as ' ~ column }},
        {%- endfor %}
        related_id,
        related_module,
        activity_type,
        detail,
        owner,
        is_done,
        created_has_time,
        completed_has_time,
        created_at,
        modified_at,
        started_at,
        completed_at
    from {{ object }}s
    {{ 'union all' if not loop.last }}
{% endfor %}
),

participants as (

    {{ json_entries('events', 'participants') }}

),

-- an activity is of the contact and of the lead that it names; of a deal alone, it is the deal's contact's
activity_people as (

    select
        object,
        activity_id,
        'zoho:contact:' || contact_id as record_key
    from activities
    where contact_id is not null

    union

    select
        activities.object,
        activities.activity_id,
        case
            when leads.lead_id is not null or activities.related_module = 'leads' then 'zoho:lead:'
            else 'zoho:contact:'
        end
        || activities.related_id as record_key
    from activities
    left join leads
        on activities.related_id = leads.lead_id
    where leads.lead_id is not null or activities.related_module in ('leads', 'contacts')

    union

    select
        'event' as object,
        event_id as activity_id,
        'zoho:' || {{ json_text('entry_text', 'type') }} || ':'
        || {{ zoho_id(json_text('entry_text', 'participant')) }} as record_key
    from participants
    where {{ json_text('entry_text', 'type') }} in ('lead', 'contact')

    union

    select
        activities.object,
        activities.activity_id,
        'zoho:contact:' || deals.contact_id as record_key
    from activities
    inner join deals
        on activities.related_id = deals.deal_id
    where activities.contact_id is null and deals.contact_id is not null

),

sales_activities as (

    select
        -- keys
        'zoho:' || activities.object || ':' || activities.activity_id as activity_key,
        activity_people.record_key,
        'zoho' as system,
        activities.object,

        -- attributes
        activities.activity_type,
        activities.detail,
        activities.direction,
        {{ zoho_user_key('activities.owner') }} as user_key,

        -- flags: what is planned for later is not done yet
        activities.is_done and coalesce(activities.completed_at <= settings.as_of, true) as is_done,
        false as is_automated,
        false as is_in_sequence,
        activities.created_has_time,
        activities.completed_has_time,

        -- times
        activities.created_at,
        activities.modified_at,
        activities.started_at,
        activities.completed_at,
        activities.due_on

    from activities
    cross join settings
    inner join activity_people
        on activities.object = activity_people.object
        and activities.activity_id = activity_people.activity_id
    where activity_people.record_key is not null

)

select * from sales_activities
