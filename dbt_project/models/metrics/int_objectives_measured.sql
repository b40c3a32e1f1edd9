with

flows as (

    select * from {{ ref('int_funnel_flows_counted') }}

),

cohorts as (

    select * from {{ ref('int_conversion_counted') }}

),

acceptance as (

    select * from {{ ref('int_acceptance_counted') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

axes as (

    select distinct period_grain
    from {{ ref('int_cell_axes') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

wins_of_days as (

    select
        {{ local_date('opportunities.closed_at', 'settings.time_zone') }} as won_on,
        sum(opportunities.reporting_amount) as revenue,
        sum(case when opportunities.reporting_amount is null then 1 else 0 end) as amounts_missing
    from opportunities
    cross join settings
    where
        opportunities.outcome = 'won'
        and opportunities.counted_leads > 0
        and opportunities.closed_at is not null
    group by 1

),

achievements as (
    {% for metric, stage in {
        'won': 'won', 'mqls': 'mql', 'sqls': 'sql', 'opportunities': 'opportunity'
    }.items() %}
    select
        flows.period_grain,
        flows.period_start,
        '{{ metric }}' as metric,
        'period' as basis,
        cast(flows.{{ stage }}_recorded as double precision) as actual,
        cast(null as bigint) as numerator,
        cast(null as bigint) as denominator,
        0 as amounts_missing,
        cast(null as boolean) as has_only_matured
    from flows
    where flows.dimension = 'all'

    union all
    {% endfor %}
    select
        axes.period_grain,
        {{ period_start('axes.period_grain', 'wins_of_days.won_on') }} as period_start,
        'revenue' as metric,
        'period' as basis,
        cast(sum(wins_of_days.revenue) as double precision) as actual,
        cast(null as bigint) as numerator,
        cast(null as bigint) as denominator,
        sum(wins_of_days.amounts_missing) as amounts_missing,
        cast(null as boolean) as has_only_matured
    from wins_of_days
    cross join axes
    group by 1, 2

    {% for metric, relation, reached, entered, matured in [
        ('lead_to_won_rate', 'cohorts', 'inquiry_to_won', 'inquiry_recorded', 'lead_to_won_matured'),
        ('acceptance_rate', 'acceptance', 'accepted', 'handed_off', 'matured_handed_off'),
    ] %}
    union all

    select
        {{ relation }}.period_grain,
        {{ relation }}.period_start,
        '{{ metric }}' as metric,
        'cohort' as basis,
        {{ true_divide(relation ~ '.' ~ reached, relation ~ '.' ~ entered) }} as actual,
        {{ relation }}.{{ reached }} as numerator,
        {{ relation }}.{{ entered }} as denominator,
        0 as amounts_missing,
        {{ relation }}.{{ matured }} = {{ relation }}.{{ entered }} as has_only_matured
    from {{ relation }}
    where {{ relation }}.dimension = 'all'
    {% endfor %}

),

objectives_measured as (

    select
        -- keys
        achievements.period_grain,
        achievements.period_start,
        achievements.metric,

        -- attributes
        achievements.basis,

        -- measures
        achievements.actual,
        achievements.numerator,
        achievements.denominator,
        cast(achievements.amounts_missing as bigint) as amounts_missing,

        -- flags
        periods.is_ended and coalesce(achievements.has_only_matured, true) as is_mature

    from achievements
    inner join periods
        on achievements.period_grain = periods.period_grain
        and achievements.period_start = periods.period_start
    where achievements.period_grain <> 'ever'

)

select * from objectives_measured
