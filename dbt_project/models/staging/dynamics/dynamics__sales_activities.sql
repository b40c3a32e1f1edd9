with
{% for relation in [
    'activities', 'activity_parties', 'lead_versions', 'contact_versions', 'opportunity_versions',
] %}
{{ relation }} as (

    select * from {{ ref('stg_dynamics__' ~ relation) }}

),
{% endfor %}
activity_mapping as (

    select * from {{ ref('activity_mapping') }}
    where system = 'dynamics' and activity_kind = 'meeting'

),

settings as (

    select * from {{ source('control', 'settings') }}

),
{% for object, plural in [
    ('lead', 'leads'), ('contact', 'contacts'), ('opportunity', 'opportunities'),
] %}
{{ plural }} as (

    {{ newest_version(object ~ '_versions', object ~ '_id', 'modified_at') }}

),
{% endfor %}
records_told as (

    {{ dynamics_records_told() }}

),

meetings as (

    select distinct {{ folded('activity_type') }} as folded_type
    from activity_mapping

),

activity_people as (

    -- a record that no list holds any more is named by its kind and id
    select
        activities.activity_id,
        coalesce(
            records_told.record_key,
            'dynamics:' || activities.regarding_object || ':' || activities.regarding_id
        ) as record_key
    from activities
    left join records_told
        on coalesce(activities.regarding_id, {{ folded('activities.regarding_name') }})
        = records_told.told_by

    union

    select
        activity_parties.activity_id,
        records_told.record_key
    from activity_parties
    inner join records_told
        on activity_parties.party_id = records_told.told_by

),

people_counted as (

    select
        activity_people.*,
        max(case when record_key is not null then 1 else 0 end) over (partition by activity_id) as has_people
    from activity_people

),

activities_judged as (

    select
        activities.*,
        meetings.folded_type is not null as is_meeting,
        -- nobody marks a meeting as completed: it was held unless it was called off
        (activities.is_completed and not activities.is_canceled)
        or coalesce(
            meetings.folded_type is not null
            and not activities.is_canceled
            and activities.scheduled_at <= settings.as_of,
            false
        ) as is_done,
        {{ local_date('activities.due_at', 'settings.time_zone') }} as due_on
    from activities
    cross join settings
    left join meetings
        on {{ folded('activities.activity_type') }} = meetings.folded_type

),

sales_activities as (

    select
        -- keys
        'dynamics:activity:' || activities_judged.activity_id as activity_key,
        people_counted.record_key,
        'dynamics' as system,
        'activity' as object,

        -- attributes
        activities_judged.activity_type,
        activities_judged.subject as detail,
        activities_judged.direction,
        activities_judged.owner_key as user_key,

        -- flags
        activities_judged.is_done,
        activities_judged.is_workflow_created as is_automated,
        false as is_in_sequence,
        activities_judged.created_has_time,
        activities_judged.completed_has_time,

        -- times
        activities_judged.created_at,
        activities_judged.modified_at,
        case
            when activities_judged.is_meeting and activities_judged.scheduled_has_time
                then activities_judged.scheduled_at
        end as started_at,
        activities_judged.completed_at,
        activities_judged.due_on

    from activities_judged
    inner join people_counted
        on activities_judged.activity_id = people_counted.activity_id
        and (people_counted.record_key is not null or people_counted.has_people = 0)

)

select * from sales_activities
