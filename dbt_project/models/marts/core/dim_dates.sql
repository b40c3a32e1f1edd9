with

dates as (

    select * from {{ ref('int_dates_spined') }}

),

dates_published as (

    select
        -- keys
        dates.date_on,

        -- attributes
        cast(extract(year from dates.date_on) as integer) as year_number,
        cast(extract(quarter from dates.date_on) as integer) as quarter_number,
        cast(extract(month from dates.date_on) as integer) as month_number,
        cast(dates.weekday as integer) as weekday_number,

        -- flags
        dates.weekday > 5 as is_weekend,

        -- times
        cast({{ dbt.date_trunc('week', 'dates.date_on') }} as date) as week_start,
        cast({{ dbt.date_trunc('month', 'dates.date_on') }} as date) as month_start,
        cast({{ dbt.date_trunc('quarter', 'dates.date_on') }} as date) as quarter_start

    from dates

)

select * from dates_published
