with

periods as (

    select * from {{ ref('int_periods') }}

),

policies as (

    select * from {{ ref('sla_policies') }}

),

windows as (

    select * from {{ ref('int_business_windows') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- the calendar of whom the agreement names no other
calendars as (

    select
        agreement_version,
        calendar,
        row_number() over (
            partition by agreement_version
            order by case when segment = '*' then 0 else 1 end, segment
        ) as preference
    from policies

),

minutes_open as (

    select
        periods.period_grain,
        periods.period_start,
        sum(windows.open_minutes) as open_minutes,
        sum(
            case
                when windows.opens_at >= settings.as_of then 0
                when windows.closes_at <= settings.as_of then windows.open_minutes
                else ({{ epoch_seconds('settings.as_of') }} - {{ epoch_seconds('windows.opens_at') }}) / 60
            end
        ) as elapsed_minutes
    from periods
    cross join settings
    inner join calendars
        on periods.agreement_version = calendars.agreement_version
        and calendars.preference = 1
    inner join windows
        on calendars.calendar = windows.calendar
        and settings.time_zone = windows.time_zone
        and periods.period_start <= windows.date_on
        and periods.next_period_start > windows.date_on
    where
        not periods.is_ended
        and periods.period_grain <> 'ever'
        and windows.opens_at is not null
    group by periods.period_grain, periods.period_start

),

periods_elapsed as (

    select
        periods.period_grain,
        periods.period_start,
        case
            when periods.is_ended then 1
            else {{ true_divide('minutes_open.elapsed_minutes', 'minutes_open.open_minutes') }}
        end as elapsed_share
    from periods
    left join minutes_open
        on periods.period_grain = minutes_open.period_grain
        and periods.period_start = minutes_open.period_start
    where periods.period_grain <> 'ever'

)

select * from periods_elapsed
