{{ config(materialized='table') }}

with

dates as (

    select * from {{ ref('int_dates_spined') }}

),

business_hours as (

    select * from {{ ref('business_hours') }}

),

holidays as (

    select * from {{ ref('holidays') }}

),

calendar_countries as (

    select * from {{ ref('calendar_countries') }}

),

public_holidays as (

    select * from {{ source('reference', 'public_holidays') }}

),

users as (

    select * from {{ ref('int_users_resolved') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

calendars as (

    select distinct calendar from business_hours

),

days_off as (

    select
        calendar_countries.calendar,
        public_holidays.holiday_on
    from calendar_countries
    inner join public_holidays
        on calendar_countries.country = public_holidays.country
        and coalesce(calendar_countries.subdivision, '') = public_holidays.subdivision
    left join holidays
        on calendar_countries.calendar = holidays.calendar
        and public_holidays.holiday_on = holidays.holiday_on
        and not holidays.is_closed
    where holidays.calendar is null

    union

    select holidays.calendar, holidays.holiday_on from holidays
    where coalesce(holidays.is_closed, true)

),

zones as (

    select settings.time_zone from settings

    union

    select users.time_zone from users
    where users.time_zone is not null

),

-- a day without a window keeps one row, so that every moment finds its day by equality
windows_local as (

    select
        calendars.calendar,
        zones.time_zone,
        dates.date_on,
        {{ at_time('dates.date_on', 'business_hours.opens_at') }} as opens_local_at,
        case
            -- a seed cannot write 24:00
            when business_hours.closes_at = cast('23:59:59' as time)
                then {{ add_days('cast(dates.date_on as timestamp)', 1) }}
            else {{ at_time('dates.date_on', 'business_hours.closes_at') }}
        end as closes_local_at
    from dates
    cross join calendars
    cross join zones
    left join days_off
        on calendars.calendar = days_off.calendar
        and dates.date_on = days_off.holiday_on
    left join business_hours
        on calendars.calendar = business_hours.calendar
        and dates.weekday = business_hours.weekday
        and days_off.holiday_on is null

),

windows_utc as (

    select
        windows_local.*,
        {{ from_zone('windows_local.opens_local_at', 'windows_local.time_zone') }} as opens_at,
        {{ from_zone('windows_local.closes_local_at', 'windows_local.time_zone') }} as closes_at
    from windows_local

),

windows_measured as (

    select
        windows_utc.*,
        coalesce(({{ epoch_seconds('closes_at') }} - {{ epoch_seconds('opens_at') }}) / 60, 0) as open_minutes
    from windows_utc

),

windows_summed as (

    select
        windows_measured.calendar,
        windows_measured.time_zone,
        windows_measured.date_on,
        sum(windows_measured.open_minutes) over (
            partition by windows_measured.calendar, windows_measured.time_zone
            order by windows_measured.date_on, windows_measured.opens_at
            rows between unbounded preceding and current row
        ) - windows_measured.open_minutes as minutes_before,
        windows_measured.open_minutes,
        windows_measured.opens_at,
        windows_measured.closes_at
    from windows_measured

)

select * from windows_summed
