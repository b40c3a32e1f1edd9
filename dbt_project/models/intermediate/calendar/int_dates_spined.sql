{{ config(materialized='table') }}

with

date_spine as (

    {{ dbt.date_spine(
        datepart='day',
        start_date="cast('2000-01-01' as date)",
        end_date="cast('2100-01-01' as date)"
    ) }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

dates_numbered as (

    select
        cast(date_spine.date_day as date) as date_on,
        -- the spine begins on a Saturday
        mod({{ dbt.datediff("cast('2000-01-01' as date)", 'date_spine.date_day', 'day') }} + 5, 7) + 1
            as weekday
    from date_spine
    cross join settings
    where date_spine.date_day < {{ add_days('settings.as_of', 366) }}

)

select * from dates_numbered
