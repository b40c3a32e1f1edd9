{{ config(materialized='table') }}

with

versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

axes as (

    select distinct period_grain
    from {{ ref('int_cell_axes') }}

),

date_spine as (

    {{ dbt.date_spine(
        datepart='day',
        start_date="cast('1900-01-01' as date)",
        end_date="cast('2100-01-01' as date)"
    ) }}

),

days as (

    select cast(date_spine.date_day as date) as local_day
    from date_spine
    cross join settings
    where date_spine.date_day <= {{ local_date('settings.as_of', 'settings.time_zone') }}

),

starts as (

    select distinct
        axes.period_grain,
        {{ period_start('axes.period_grain', 'days.local_day') }} as period_start
    from days
    cross join axes

),

ends as (

    select
        starts.*,
        {{ next_period_start('starts.period_grain', 'starts.period_start') }} as next_period_start
    from starts

),

bounds as (

    select
        ends.period_grain,
        ends.period_start,
        ends.next_period_start,
        settings.as_of,
        {{ from_zone('cast(ends.period_start as timestamp)', 'settings.time_zone') }}
            as starts_at,
        {{ from_zone('cast(ends.next_period_start as timestamp)', 'settings.time_zone') }}
            as ends_at
    from ends
    cross join settings

),

-- the versions that have begun before the period is over, as far as as_of shows
versions_begun as (

    select
        bounds.period_grain,
        bounds.period_start,
        versions.agreement_version,
        versions.starts_at > bounds.starts_at as is_begun_within,
        row_number() over (
            partition by bounds.period_grain, bounds.period_start
            order by versions.starts_at desc
        ) as recency
    from bounds
    inner join versions
        on bounds.ends_at > versions.starts_at
        and bounds.as_of >= versions.starts_at

),

periods_described as (

    select
        -- keys
        bounds.period_grain,
        bounds.period_start,

        -- attributes
        bounds.next_period_start,
        versions_begun.agreement_version,

        -- flags
        bounds.as_of >= bounds.ends_at as is_ended,
        coalesce(versions_begun.is_begun_within, false) as has_version_change,

        -- times
        bounds.starts_at,
        case
            when bounds.ends_at < bounds.as_of then bounds.ends_at
            else bounds.as_of
        end as known_until

    from bounds
    left join versions_begun
        on bounds.period_grain = versions_begun.period_grain
        and bounds.period_start = versions_begun.period_start
        and versions_begun.recency = 1

)

select * from periods_described
