{{ config(materialized='table') }}

with

changes as (

    select * from {{ ref('int_customer_changes') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

axes as (

    select distinct period_grain
    from {{ ref('int_cell_axes') }}
    where period_grain <> 'ever'

),

changes_of_days as (
    {% for dimension, column in {'all': "'all'", 'segment': 'customers.segment',
        'source': 'customers.source'}.items() %}
    select
        '{{ dimension }}' as dimension,
        {{ column }} as dimension_value,
        changes.changed_on,
        sum(
            case when changes.is_customer then 1 else 0 end
            - case when changes.was_customer then 1 else 0 end
        ) as customers,
        sum(
            case when changes.is_customer and changes.revenue is null then 1 else 0 end
            - case when changes.was_customer and changes.revenue_before is null then 1 else 0 end
        ) as amounts_missing,
        sum(
            case when changes.is_customer then coalesce(changes.revenue, 0) else 0 end
            - case when changes.was_customer then coalesce(changes.revenue_before, 0) else 0 end
        ) as revenue
    from changes
    inner join customers
        on changes.account_id = customers.account_id
    group by 1, 2, 3
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- the first start that comes after a change is the first to show it
changes_of_starts as (

    select
        axes.period_grain,
        {{ next_period_start(
            'axes.period_grain', period_start('axes.period_grain', 'changes_of_days.changed_on')
        ) }} as period_start,
        changes_of_days.dimension,
        changes_of_days.dimension_value,
        sum(changes_of_days.customers) as customers,
        sum(changes_of_days.amounts_missing) as amounts_missing,
        sum(changes_of_days.revenue) as revenue
    from changes_of_days
    cross join axes
    group by 1, 2, 3, 4

),

first_starts as (

    select
        period_grain,
        dimension,
        dimension_value,
        min(period_start) as first_start
    from changes_of_starts
    group by 1, 2, 3

),

customers_at_starts as (

    select
        -- keys
        periods.period_grain,
        periods.period_start,
        first_starts.dimension,
        first_starts.dimension_value,

        -- measures
        cast(sum(coalesce(changes_of_starts.customers, 0)) over until_then as bigint) as customers,
        cast(sum(coalesce(changes_of_starts.amounts_missing, 0)) over until_then as bigint)
            as amounts_missing,
        cast(sum(coalesce(changes_of_starts.revenue, 0)) over until_then as decimal(38, 8)) as revenue

    from first_starts
    inner join periods
        on first_starts.period_grain = periods.period_grain
        and first_starts.first_start <= periods.period_start
    left join changes_of_starts
        on periods.period_grain = changes_of_starts.period_grain
        and periods.period_start = changes_of_starts.period_start
        and first_starts.dimension = changes_of_starts.dimension
        and first_starts.dimension_value = changes_of_starts.dimension_value
    window until_then as (
        partition by periods.period_grain, first_starts.dimension, first_starts.dimension_value
        order by periods.period_start
        rows between unbounded preceding and current row
    )

)

select * from customers_at_starts
where customers > 0
