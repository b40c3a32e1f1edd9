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
        activities_mapped.*,
        activities_mapped.object = 'task'
        or coalesce(activities_mapped.activity_kind = 'task', false) as is_task,
        coalesce(activities_mapped.activity_kind = 'meeting', false) as is_meeting,
        -- a rep makes the calls of a sequence; its mail goes out by itself
        activities_mapped.is_automated
        or (
            activities_mapped.is_in_sequence
            and coalesce(activities_mapped.activity_kind = 'email', false)
        ) as is_of_a_machine,
        activities_mapped.is_done
        and coalesce(activities_mapped.modified_at = activities_mapped.created_at, true)
            as is_created_done
    from activities_mapped

),

activities_timed as (

    select
        activities_typed.*,
        case
            when activities_typed.is_task
                then coalesce(
                    activities_typed.completed_at,
                    case when activities_typed.is_created_done then activities_typed.created_at end
                )
            when activities_typed.is_meeting
                then coalesce(
                    activities_typed.started_at,
                    case
                        when activities_typed.due_on is null
                            then coalesce(
                                activities_typed.completed_at, activities_typed.created_at
                            )
                    end
                )
            else coalesce(
                activities_typed.started_at,
                activities_typed.completed_at,
                activities_typed.created_at
            )
        end as stated_at,
        case
            when activities_typed.started_at is not null and not activities_typed.is_task then true
            when activities_typed.completed_at is not null then activities_typed.completed_has_time
            else activities_typed.created_has_time
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

-- an activity with several records of one person is one activity of that person
activities_of_persons as (

    select
        activities_dated.*,
        person_records_keyed.person_id,
        row_number() over (
            partition by activities_dated.activity_key, person_records_keyed.person_id
            order by activities_dated.record_key
        ) as record_rank
    from activities_dated
    inner join person_records_keyed
        on activities_dated.record_key = person_records_keyed.record_key
    where
        activities_dated.occurred_at is null
        or activities_dated.occurred_at <= activities_dated.as_of

),

activities_classified as (

    select
        -- keys
        {{ stable_hash([
            'activities_of_persons.activity_key', 'activities_of_persons.person_id'
        ]) }} as activity_id,
        activities_of_persons.activity_key,
        activities_of_persons.person_id,
        activities_of_persons.record_key,
        activities_of_persons.user_key,

        -- attributes
        activities_of_persons.system,
        activities_of_persons.object,
        activities_of_persons.activity_type,
        activities_of_persons.detail,
        activities_of_persons.activity_kind,
        sources_mapped.source,
        sources_mapped.channel,
        activities_of_persons.campaign,

        -- flags
        activities_of_persons.is_sales_activity,
        activities_of_persons.activity_kind is not null as is_mapped,
        coalesce(activities_of_persons.is_marketing, false)
        and not activities_of_persons.is_of_a_machine as is_marketing,
        coalesce(activities_of_persons.is_inquiry, false)
        and not activities_of_persons.is_of_a_machine as is_inquiry,
        coalesce(activities_of_persons.is_human_outbound, false)
        and activities_of_persons.is_done
        and not activities_of_persons.is_of_a_machine
        and coalesce(users.is_person, true)
        and coalesce(activities_of_persons.direction, 'outbound') = 'outbound' as is_human_outbound,
        activities_of_persons.is_done,
        activities_of_persons.occurred_has_time,

        -- times
        activities_of_persons.occurred_at

    from activities_of_persons
    left join sources_mapped
        on activities_of_persons.system = sources_mapped.system
        and activities_of_persons.source = sources_mapped.raw_source
    left join users
        on activities_of_persons.user_key = users.user_key
    where activities_of_persons.record_rank = 1

)

select * from activities_classified
