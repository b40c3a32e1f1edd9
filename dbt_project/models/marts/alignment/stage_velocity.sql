with

stays as (

    select * from {{ ref('int_stays_counted') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

velocity_described as (

    select
        -- keys
        stays.period_grain,
        stays.period_start,
        stays.dimension,
        stays.dimension_value,
        stays.stage,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        stays.entered,
        stays.exited,
        stays.still_open as open,
        stays.median_days,
        stays.p90_days,
        stays.median_days_km,
        stays.stalled,

        -- flags
        stays.matured = stays.entered as is_mature,
        periods.has_version_change

    from stays
    inner join periods
        on stays.period_grain = periods.period_grain
        and stays.period_start = periods.period_start

)

select * from velocity_described
