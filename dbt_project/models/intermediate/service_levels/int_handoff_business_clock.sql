{{ config(materialized='table') }}

with

handoff_moments as (

    select * from {{ ref('int_handoff_moments') }}

),

business_windows as (

    select * from {{ ref('int_business_windows') }}

),

moments_dated as (

    select
        handoff_moments.handoff_id,
        handoff_moments.moment,
        handoff_moments.calendar,
        handoff_moments.time_zone,
        cast({{ to_zone('handoff_moments.moment_at', 'handoff_moments.time_zone') }} as date)
            as date_on,
        handoff_moments.moment_at
    from handoff_moments

),

minutes_in_windows as (

    select
        moments_dated.handoff_id,
        moments_dated.moment,
        business_windows.minutes_before,
        case
            when moments_dated.moment_at >= business_windows.closes_at
                then business_windows.open_minutes
            when moments_dated.moment_at > business_windows.opens_at
                then (
                    {{ epoch_seconds('moments_dated.moment_at') }}
                    - {{ epoch_seconds('business_windows.opens_at') }}
                ) / 60
            else 0
        end as minutes_within
    from moments_dated
    inner join business_windows
        on moments_dated.calendar = business_windows.calendar
        and moments_dated.time_zone = business_windows.time_zone
        and moments_dated.date_on = business_windows.date_on

),

clock_read as (

    select
        minutes_in_windows.handoff_id,
        minutes_in_windows.moment,
        min(minutes_in_windows.minutes_before)
        + sum(minutes_in_windows.minutes_within) as business_minutes
    from minutes_in_windows
    group by minutes_in_windows.handoff_id, minutes_in_windows.moment

)

select * from clock_read
