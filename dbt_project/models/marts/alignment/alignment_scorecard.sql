with

indicators as (

    select * from {{ ref('indicators') }}

),

components as (

    select * from {{ ref('alignment_index_components') }}

),

commitments as (

    select * from {{ ref('commitments_kept') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

indices as (

    select
        components.period_start,
        components.is_mature,
        case when count(*) = count(components.points) then {{ round_to('sum(components.points)', 9) }} end
            as index_value,
        {{ ordered_list(
            "components.metric || ' ' || cast(components.value_on as " ~ dbt.type_string() ~ ')',
            'components.metric'
        ) }} as components,
        {{ ordered_list(
            'case when components.value_on is null then components.metric end', 'components.metric'
        ) }} as missing_component
    from components
    group by components.period_start, components.is_mature

),

-- what sales accepts is held against the quality that marketing committed to
committed as (

    select
        period_grain,
        period_start,
        max(target) as target
    from commitments
    where measure = 'matured_acceptance_rate' and segment = '*' and comparison = 'at_least'
    group by period_grain, period_start

),

metrics as (

    select
        indicators.period_grain,
        indicators.period_start,
        indicators.metric,
        indicators.basis,
        case
            when indicators.objective_status in ('reached', 'on_track') then 'ok'
            when indicators.objective_status = 'behind' then 'watch'
            when indicators.objective_status = 'missed' then 'alert'
            when not indicators.is_mature then 'immature'
            when indicators.value >= committed.target then 'ok'
            when indicators.high >= committed.target then 'watch'
            when indicators.high < committed.target then 'alert'
            else 'no_target'
        end as status,
        indicators.value as metric_value,
        indicators.numerator,
        indicators.denominator,
        coalesce(indicators.target, committed.target) as target,
        null as components,
        null as missing_component,
        indicators.is_mature
    from indicators
    left join committed
        on indicators.period_grain = committed.period_grain
        and indicators.period_start = committed.period_start
        and indicators.metric = 'lead_acceptance'

    union all

    select
        'month' as period_grain,
        indices.period_start,
        'alignment_index' as metric,
        'period' as basis,
        case when indices.is_mature then 'no_target' else 'immature' end as status,
        indices.index_value as metric_value,
        null as numerator,
        null as denominator,
        null as target,
        indices.components,
        indices.missing_component,
        indices.is_mature
    from indices

),

metrics_compared as (

    select
        -- keys
        metrics.period_grain,
        metrics.period_start,
        metrics.metric,

        -- attributes
        metrics.basis,
        metrics.status,
        metrics.components,
        metrics.missing_component,
        periods.agreement_version,

        -- measures
        metrics.metric_value as value,
        metrics.numerator,
        metrics.denominator,
        previous_metrics.metric_value as previous_value,
        metrics.metric_value - previous_metrics.metric_value as change,
        metrics.target,

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

)

select * from metrics_compared
