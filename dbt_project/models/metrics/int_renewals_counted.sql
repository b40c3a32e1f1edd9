{{ config(materialized='table') }}

{%- set counted = {
    'renewals_due': 'is_renewal',
    'due_until_now': 'is_due',
    'renewed': "is_renewal and outcome = 'won'",
    'renewed_until_now': "is_due and outcome = 'won'",
    'churned': "is_renewal and outcome = 'lost'",
    'amounts_missing': 'outcome in ' ~ stages_with('is_end') ~ ' and reporting_amount is null',
} -%}
{%- set summed = {
    'renewed_revenue': "is_renewal and outcome = 'won'",
    'churned_revenue': "is_renewal and outcome = 'lost'",
    'expansion_revenue': 'not is_renewal',
} -%}
with

deals as (

    select * from {{ ref('int_customer_deals') }}

),

changes as (

    select * from {{ ref('int_customer_changes') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

axes as (

    select distinct period_grain
    from {{ ref('int_cell_axes') }}

),

deals_in_periods as (

    select
        deals.*,
        axes.period_grain,
        {{ period_start('axes.period_grain', 'deals.counted_on') }} as period_start
    from deals
    cross join axes
    where
        (deals.is_renewal or deals.opportunity_kind = 'expansion')
        and (deals.counted_on is not null or axes.period_grain = 'ever')

),

-- of expansions, those of who was a customer when the period began; ever had no beginning
deals_counted as (

    select
        deals_in_periods.*,
        case
            when changes.revenue_before > deals_in_periods.reporting_amount
                then changes.revenue_before - deals_in_periods.reporting_amount
            when changes.revenue_before <= deals_in_periods.reporting_amount then 0
        end as contraction
    from deals_in_periods
    left join changes
        on deals_in_periods.opportunity_id = changes.opportunity_id
        and deals_in_periods.is_renewal
        and deals_in_periods.outcome = 'won'
        and changes.was_customer
    left join changes as states
        on deals_in_periods.account_id = states.account_id
        and deals_in_periods.period_start > states.changed_on
        and (states.next_changed_on is null or deals_in_periods.period_start <= states.next_changed_on)
    where deals_in_periods.is_renewal or states.is_customer or deals_in_periods.period_grain = 'ever'

),

renewals_counted as (
    {% for dimension, column in {'all': "'all'", 'segment': 'customers.segment',
        'source': 'customers.source'}.items() %}
    select
        deals_counted.period_grain,
        deals_counted.period_start,
        '{{ dimension }}' as dimension,
        coalesce({{ column }}, '(unknown)') as dimension_value,
        {%- for name, condition in counted.items() %}
        cast(sum(case when {{ condition }} then 1 else 0 end) as bigint) as {{ name }},
        {%- endfor %}
        count(distinct case when not is_renewal then deals_counted.account_id end) as expanded,
        {%- for name, condition in summed.items() %}
        cast(sum(case when {{ condition }} then reporting_amount end) as decimal(38, 8)) as {{ name }},
        {%- endfor %}
        cast(sum(contraction) as decimal(38, 8)) as contraction_revenue
    from deals_counted
    left join customers
        on deals_counted.account_id = customers.account_id
    group by 1, 2, 3, 4
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from renewals_counted
