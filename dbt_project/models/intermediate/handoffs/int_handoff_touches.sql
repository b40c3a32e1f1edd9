{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

rulings as (

    select * from {{ ref('int_rulings_keyed') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- of two rulings on one activity the later counts
rulings_ranked as (

    select
        rulings.activity_id,
        rulings.ruling_id,
        rulings.ruling = 'counts_as_touch' as is_touch,
        row_number() over (
            partition by rulings.activity_id order by rulings.ruled_on desc, rulings.ruling_id desc
        ) as recency
    from rulings
    cross join settings
    where
        rulings.ruling in ('counts_as_touch', 'does_not_count')
        and rulings.ruled_on <= {{ local_date('settings.as_of', 'settings.time_zone') }}

),

outbound_activities as (

    select
        activities.activity_id,
        activities.person_id,
        rulings_ranked.ruling_id,
        coalesce(rulings_ranked.is_touch, activities.is_human_outbound) as is_touch,
        coalesce(activities.occurred_has_time, false) as has_time,
        activities.occurred_at,
        {{ local_date('activities.occurred_at', 'settings.time_zone') }} as occurred_on
    from activities
    cross join settings
    left join rulings_ranked
        on activities.activity_id = rulings_ranked.activity_id
        and rulings_ranked.recency = 1
    where
        (activities.is_human_outbound or rulings_ranked.is_touch)
        and activities.occurred_at is not null

),

-- an attempt may be made at the moment of the next handoff, which is touched by it
touches_compared as (

    select
        handoffs.handoff_id,
        outbound_activities.*,
        coalesce(
            {{ elapsed_days(
                'outbound_activities.occurred_at', 'outbound_activities.has_time',
                'handoffs.next_handoff_at', 'handoffs.next_handoff_has_time', 'settings.time_zone'
            ) }}, 1
        ) as days_to_next
    from handoffs
    cross join settings
    inner join outbound_activities
        on handoffs.person_id = outbound_activities.person_id
    where
        {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'outbound_activities.occurred_at', 'outbound_activities.has_time', 'settings.time_zone'
        ) }} >= 0

),

-- of two touches on one day, the one that says when is the first known
touches_ranked as (

    select
        touches_compared.*,
        row_number() over (
            partition by handoff_id
            order by
                case when is_touch and days_to_next > 0 then 0 else 1 end asc,
                occurred_on asc,
                has_time desc,
                occurred_at asc,
                activity_id asc
        ) as touch_rank
    from touches_compared
    where days_to_next >= 0

),

handoff_touches as (

    select
        handoff_id,
        activity_id,
        ruling_id,
        is_touch,
        has_time,
        is_touch and days_to_next > 0 and touch_rank = 1 as is_first,
        occurred_at as touched_at
    from touches_ranked

)

select * from handoff_touches
