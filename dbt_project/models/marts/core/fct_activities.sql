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
leads_of_people as (

    select
        episodes.lead_id,
        episodes.person_id,
        case when episodes.episode_number = 1 then cast('0001-01-01' as timestamp) else episodes.opened_at end
            as begins_at,
        coalesce(episodes.next_opened_at, cast('9999-12-31' as timestamp)) as ends_at
    from episodes

),

activities_assigned as (

    select
        -- keys
        activities.activity_id,
        activities.activity_key,
        activities.person_id,
        leads_of_people.lead_id,
        activities.record_key,
        activities.user_key as user_id,

        -- attributes
        activities.system,
        activities.activity_kind,
        activities.activity_type,
        activities.detail,
        activities.asset,
        activities.source,
        activities.channel,
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
    -- one without a time is of the lead of a person who has one
    left join leads_of_people
        on activities.person_id = leads_of_people.person_id
        and coalesce(activities.occurred_at, cast('0001-01-01' as timestamp)) >= leads_of_people.begins_at
        and coalesce(activities.occurred_at, cast('9999-12-30' as timestamp)) < leads_of_people.ends_at
    where people.exclusion_reason is null

)

select * from activities_assigned
