with

activities as (

    select * from {{ ref('int_activities_classified') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

-- what happened before the first lead opened belongs to that one
leads_of_activities as (

    select
        activities.activity_id,
        episodes.lead_id
    from activities
    inner join episodes
        on activities.person_id = episodes.person_id
    where
        (episodes.episode_number = 1 or activities.occurred_at >= episodes.opened_at)
        and (
            episodes.next_opened_at is null
            or activities.occurred_at < episodes.next_opened_at
        )

),

activities_assigned as (

    select
        -- keys
        activities.activity_id,
        activities.activity_key,
        activities.person_id,
        leads_of_activities.lead_id,
        activities.record_key,
        activities.user_key as user_id,

        -- attributes
        activities.system,
        activities.activity_kind,
        activities.activity_type,
        activities.detail,
        activities.campaign,

        -- flags
        activities.is_marketing,
        activities.is_inquiry,
        activities.is_human_outbound,
        coalesce(activities.occurred_has_time, false) as has_time,

        -- times
        activities.occurred_at

    from activities
    inner join people
        on activities.person_id = people.person_id
    left join leads_of_activities
        on activities.activity_id = leads_of_activities.activity_id
    where people.exclusion_reason is null

)

select * from activities_assigned
