{{ config(materialized='table') }}

with

activities_mapped as (

    select * from {{ ref('int_activities_mapped') }}

),

person_records_keyed as (

    select * from {{ ref('int_person_records_keyed') }}

),

sources_mapped as (

    select * from {{ ref('int_sources_mapped') }}

),

users as (

    select * from {{ ref('int_users_resolved') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a task is the tool's to-do list whatever it is about: its start is a due time, its creation an intention
activities_typed as (

    select
        *,
        object = 'task' or coalesce(activity_kind = 'task', false) as is_task,
        -- a rep makes the calls of a sequence; its mail goes out by itself
        is_automated or (is_in_sequence and coalesce(activity_kind = 'email', false)) as is_of_a_machine,
        is_done and coalesce(modified_at = created_at, true) as is_created_done
    from activities_mapped

),

activities_timed as (

    select
        *,
        case
            when is_task then coalesce(completed_at, case when is_created_done then created_at end)
            when activity_kind = 'meeting'
                then coalesce(
                    started_at, case when due_on is null then coalesce(completed_at, created_at) end
                )
            else coalesce(started_at, completed_at, created_at)
        end as stated_at,
        case
            when started_at is not null and not is_task then true
            when completed_at is not null then completed_has_time
            else created_has_time
        end as stated_has_time
    from activities_typed

),

activities_dated as (

    select
        activities_timed.*,
        case
            when activities_timed.stated_at is not null then activities_timed.stated_has_time
            when activities_timed.due_on is not null then false
        end as occurred_has_time,
        coalesce(
            activities_timed.stated_at,
            {{ from_zone('cast(activities_timed.due_on as timestamp)', 'settings.time_zone') }}
        ) as occurred_at,
        settings.as_of
    from activities_timed
    cross join settings

),

-- a sales activity with several records of one person is one of that person; a marketing tool names one
activities_repeated as (

    select
        activities_mapped.activity_key,
        person_records_keyed.person_id,
        min(activities_mapped.record_key) as first_record_key
    from activities_mapped
    inner join person_records_keyed
        on activities_mapped.record_key = person_records_keyed.record_key
    where activities_mapped.is_sales_activity
    group by activities_mapped.activity_key, person_records_keyed.person_id
    having count(*) > 1

),

activities_classified as (

    select
        {{ stable_hash(['activities_dated.activity_key', 'person_records_keyed.person_id']) }} as activity_id,
        activities_dated.activity_key,
        person_records_keyed.person_id,
        activities_dated.record_key,
        activities_dated.user_key,
        activities_dated.system,
        activities_dated.object,
        activities_dated.activity_type,
        activities_dated.detail,
        activities_dated.asset,
        activities_dated.activity_kind,
        sources_mapped.source,
        sources_mapped.channel,
        activities_dated.campaign,
        activities_dated.is_sales_activity,
        activities_dated.activity_kind is not null as is_mapped,
        {%- for flag in ['is_marketing', 'is_inquiry'] %}
        coalesce(activities_dated.{{ flag }}, false) and not activities_dated.is_of_a_machine as {{ flag }},
        {%- endfor %}
        coalesce(activities_dated.is_human_outbound, false)
        and activities_dated.is_done
        and not activities_dated.is_of_a_machine
        and coalesce(users.is_person, true)
        and coalesce(activities_dated.direction, 'outbound') = 'outbound' as is_human_outbound,
        activities_dated.is_done,
        activities_dated.occurred_has_time,
        activities_dated.occurred_at
    from activities_dated
    inner join person_records_keyed
        on activities_dated.record_key = person_records_keyed.record_key
    left join activities_repeated
        on activities_dated.activity_key = activities_repeated.activity_key
        and person_records_keyed.person_id = activities_repeated.person_id
    left join sources_mapped
        on activities_dated.system = sources_mapped.system
        and activities_dated.source = sources_mapped.raw_source
    left join users
        on activities_dated.user_key = users.user_key
    where
        coalesce(activities_dated.occurred_at <= activities_dated.as_of, true)
        and coalesce(activities_repeated.first_record_key = activities_dated.record_key, true)

)

select * from activities_classified
