with

objectives as (

    select * from {{ ref('objectives') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

elapsed as (

    select * from {{ ref('int_periods_elapsed') }}

),

measured as (

    select * from {{ ref('int_objectives_measured') }}

),

objectives_in_force as (

    select objectives.*
    from objectives
    inner join periods
        on objectives.period_grain = periods.period_grain
        and objectives.period_start = periods.period_start
        and objectives.agreement_version = periods.agreement_version

),

-- what is agreed for one period is shown for all of that length
metrics_agreed as (

    select distinct period_grain, metric from objectives_in_force

),

cells as (

    select
        measured.period_grain,
        measured.period_start,
        measured.metric
    from measured
    inner join metrics_agreed
        on measured.period_grain = metrics_agreed.period_grain
        and measured.metric = metrics_agreed.metric

    union

    select
        objectives_in_force.period_grain,
        objectives_in_force.period_start,
        objectives_in_force.metric
    from objectives_in_force

),

-- what nothing is measured of is a count of none, or a rate of nobody
objectives_met as (

    select
        cells.*,
        periods.agreement_version,
        periods.has_version_change,
        objectives_in_force.marketing_owner,
        objectives_in_force.sales_owner,
        cast(objectives_in_force.target as double precision) as target,
        cells.metric in ('lead_to_won_rate', 'acceptance_rate') as is_rate,
        case when measured.metric is null then 0 end as none_measured,
        measured.actual,
        measured.numerator,
        measured.denominator,
        coalesce(measured.amounts_missing, 0) as amounts_missing,
        coalesce(measured.is_mature, periods.is_ended) as is_mature,
        elapsed.elapsed_share
    from cells
    inner join periods
        on cells.period_grain = periods.period_grain
        and cells.period_start = periods.period_start
    inner join elapsed
        on cells.period_grain = elapsed.period_grain
        and cells.period_start = elapsed.period_start
    left join measured
        on cells.period_grain = measured.period_grain
        and cells.period_start = measured.period_start
        and cells.metric = measured.metric
    left join objectives_in_force
        on cells.period_grain = objectives_in_force.period_grain
        and cells.period_start = objectives_in_force.period_start
        and cells.metric = objectives_in_force.metric

),

objectives_expected as (

    select
        objectives_met.*,
        case when is_rate then actual else coalesce(actual, none_measured) end as achieved,
        case when is_rate then target else target * elapsed_share end as expected_to_date
    from objectives_met

),

shared_objectives as (

    select
        -- keys
        period_grain,
        period_start,
        metric,

        -- attributes
        case when is_rate then 'cohort' else 'period' end as basis,
        case
            when target is null then 'no_target'
            when achieved >= target then 'reached'
            when achieved < target and is_mature then 'missed'
            when achieved >= expected_to_date then 'on_track'
            when achieved < expected_to_date then 'behind'
        end as status,
        marketing_owner,
        sales_owner,
        agreement_version,

        -- measures
        target,
        achieved as actual,
        numerator,
        denominator,
        expected_to_date,
        {{ true_divide('achieved', 'target') }} as progress,
        amounts_missing,

        -- flags
        is_mature,
        has_version_change

    from objectives_expected

)

select * from shared_objectives
