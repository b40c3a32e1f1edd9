with

acceptance as (

    select * from {{ ref('lead_acceptance') }}

),

handling as (

    select * from {{ ref('lead_handling_time') }}

),

conversion as (

    select * from {{ ref('conversion_by_source') }}

),

perceived as (

    select * from {{ ref('perceived_alignment') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

waves_closed as (

    select
        periods.period_grain,
        periods.period_start,
        periods.is_ended,
        perceived.score,
        perceived.respondents,
        row_number() over (
            partition by periods.period_grain, periods.period_start
            order by perceived.closed_at desc, perceived.wave desc
        ) as recency
    from periods
    inner join perceived
        on periods.known_until >= perceived.closed_at
    where
        perceived.team = 'both'
        and perceived.survey_dimension = 'all'

),

metrics as (

    select
        acceptance.period_grain,
        acceptance.period_start,
        'lead_acceptance' as metric,
        'cohort' as basis,
        acceptance.matured_acceptance_rate as metric_value,
        cast(acceptance.accepted_in_window as double precision) as numerator,
        cast(acceptance.matured_handed_off as double precision) as denominator,
        acceptance.is_mature
    from acceptance
    where acceptance.dimension = 'all'

    union all

    select
        handling.period_grain,
        handling.period_start,
        'lead_handling_time' as metric,
        'cohort' as basis,
        handling.median_handling_business_minutes as metric_value,
        cast(null as double precision) as numerator,
        cast(handling.handling_measured as double precision) as denominator,
        handling.is_mature
    from handling
    where handling.dimension = 'all'

    union all

    select
        conversion.period_grain,
        conversion.period_start,
        'conversion_by_source' as metric,
        'cohort' as basis,
        conversion.lead_to_won_rate_matured as metric_value,
        cast(conversion.won_in_window as double precision) as numerator,
        cast(conversion.matured_leads as double precision) as denominator,
        conversion.is_mature
    from conversion
    where conversion.dimension = 'all'

    union all

    select
        waves_closed.period_grain,
        waves_closed.period_start,
        'perceived_alignment' as metric,
        'period' as basis,
        waves_closed.score as metric_value,
        cast(null as double precision) as numerator,
        cast(waves_closed.respondents as double precision) as denominator,
        waves_closed.is_ended as is_mature
    from waves_closed
    where waves_closed.recency = 1

),

metrics_compared as (

    select
        -- keys
        metrics.period_grain,
        metrics.period_start,
        metrics.metric,

        -- attributes
        metrics.basis,
        case when metrics.is_mature then 'no_target' else 'immature' end as status,
        periods.agreement_version,

        -- measures
        metrics.metric_value as value,
        metrics.numerator,
        metrics.denominator,
        previous_metrics.metric_value as previous_value,
        metrics.metric_value - previous_metrics.metric_value as change,
        cast(null as double precision) as target,

        -- flags
        metrics.is_mature,
        periods.has_version_change

    from metrics
    inner join periods
        on metrics.period_grain = periods.period_grain
        and metrics.period_start = periods.period_start
    left join metrics as previous_metrics
        on metrics.metric = previous_metrics.metric
        and metrics.period_grain = previous_metrics.period_grain
        and metrics.period_start
        = {{ next_period_start('previous_metrics.period_grain', 'previous_metrics.period_start') }}
    where metrics.period_grain <> 'ever'

)

select * from metrics_compared
