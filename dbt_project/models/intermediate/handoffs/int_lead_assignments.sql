{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

owner_periods as (

    select * from {{ ref('int_owner_periods') }}

),

users as (

    select * from {{ ref('int_users_resolved') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a lead that was never handed over is watched from its opening to its end
leads_watched as (

    select
        episodes.lead_id,
        episodes.person_id,
        coalesce(handoffs.handed_off_at, episodes.opened_at) as watched_from,
        case
            when handoffs.handed_off_at is not null then handoffs.handed_off_has_time
            else episodes.inquiry_has_time
        end as has_time,
        case
            when handoffs.handed_off_at is null
                then coalesce(episodes.ended_at, episodes.next_opened_at)
        end as watched_until
    from episodes
    left join handoffs
        on episodes.lead_id = handoffs.lead_id

),

sales_periods as (

    select owner_periods.*
    from owner_periods
    inner join users
        on owner_periods.owner_key = users.user_key
    where users.is_sales

),

periods_compared as (

    select
        leads_watched.lead_id,
        leads_watched.watched_from,
        leads_watched.has_time as watched_has_time,
        sales_periods.owner_key,
        sales_periods.record_key,
        sales_periods.has_time,
        sales_periods.is_start_known,
        sales_periods.starts_at,
        {{ elapsed_days(
            'sales_periods.starts_at', 'sales_periods.has_time',
            'leads_watched.watched_from', 'leads_watched.has_time', 'settings.time_zone'
        ) }} >= 0 as is_owned_then
    from leads_watched
    cross join settings
    inner join sales_periods
        on leads_watched.person_id = sales_periods.person_id
    where
        (
            sales_periods.ends_at is null
            or {{ elapsed_days(
                'leads_watched.watched_from', 'leads_watched.has_time',
                'sales_periods.ends_at', 'sales_periods.end_has_time', 'settings.time_zone'
            ) }} > 0
        )
        and (
            leads_watched.watched_until is null
            or sales_periods.earliest_starts_at <= leads_watched.watched_until
        )

),

-- who owns it at that moment, the latest to come if several records say so; else the next to come
periods_ranked as (

    select
        periods_compared.*,
        row_number() over (
            partition by lead_id
            order by
                case when is_owned_then then 0 else 1 end asc,
                case when is_owned_then then starts_at end desc nulls last,
                starts_at asc,
                record_key asc
        ) as assignment_rank
    from periods_compared

),

lead_assignments as (

    select
        lead_id,
        owner_key as owner_id,
        case when is_owned_then then watched_has_time else has_time and is_start_known end
            as assigned_has_time,
        case when is_owned_then then watched_from when is_start_known then starts_at end
            as assigned_at
    from periods_ranked
    where assignment_rank = 1

)

select * from lead_assignments
