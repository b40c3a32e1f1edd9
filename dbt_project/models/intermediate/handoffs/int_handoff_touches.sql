{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

outbound_activities as (

    select
        activities.activity_id,
        activities.person_id,
        coalesce(activities.occurred_has_time, false) as has_time,
        activities.occurred_at,
        {{ local_date('activities.occurred_at', 'settings.time_zone') }} as occurred_on
    from activities
    cross join settings
    where activities.is_human_outbound and activities.occurred_at is not null

),

-- of two touches on one day, the one that says when is the first known
touches_ranked as (

    select
        handoffs.handoff_id,
        outbound_activities.activity_id,
        outbound_activities.has_time,
        outbound_activities.occurred_at,
        row_number() over (
            partition by handoffs.handoff_id
            order by
                outbound_activities.occurred_on asc,
                outbound_activities.has_time desc,
                outbound_activities.occurred_at asc,
                outbound_activities.activity_id asc
        ) as touch_rank
    from handoffs
    cross join settings
    inner join outbound_activities
        on handoffs.person_id = outbound_activities.person_id
    where
        {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'outbound_activities.occurred_at', 'outbound_activities.has_time', 'settings.time_zone'
        ) }} >= 0
        and (
            handoffs.next_handoff_at is null
            or {{ elapsed_days(
                'outbound_activities.occurred_at', 'outbound_activities.has_time',
                'handoffs.next_handoff_at', 'handoffs.next_handoff_has_time', 'settings.time_zone'
            ) }} > 0
        )

),

handoff_touches as (

    select
        handoff_id,
        activity_id as first_touch_activity_id,
        has_time as first_touch_has_time,
        occurred_at as first_touch_at
    from touches_ranked
    where touch_rank = 1

)

select * from handoff_touches
