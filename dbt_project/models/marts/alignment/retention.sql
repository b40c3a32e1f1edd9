with

customers as (

    select * from {{ ref('int_customers_at_starts') }}

),

renewals as (

    select * from {{ ref('int_renewals_counted') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

cells as (

    select
        customers.period_grain,
        customers.period_start,
        customers.dimension,
        customers.dimension_value
    from customers

    union

    select
        renewals.period_grain,
        renewals.period_start,
        renewals.dimension,
        renewals.dimension_value
    from renewals

),

-- nothing is 0; what is there and of which no amount is known is null
counts as (

    select
        cells.*,
        coalesce(customers.customers, 0) as customers_at_start,
        {%- for name in [
            'renewals_due', 'due_until_now', 'renewed', 'renewed_until_now', 'churned', 'expanded'
        ] %}
        coalesce(renewals.{{ name }}, 0) as {{ name }},
        {%- endfor %}
        case
            when coalesce(customers.customers, 0) > customers.amounts_missing then customers.revenue
            when customers.customers is null then 0
        end as revenue_at_start,
        {%- for revenue, count in {
            'renewed_revenue': 'renewed', 'expansion_revenue': 'expanded', 'churned_revenue': 'churned',
            'contraction_revenue': 'renewed'
        }.items() %}
        case when coalesce(renewals.{{ count }}, 0) = 0 then 0 else renewals.{{ revenue }} end
            as {{ revenue }},
        {%- endfor %}
        coalesce(customers.amounts_missing, 0) + coalesce(renewals.amounts_missing, 0)
            as amounts_missing
    from cells
    left join customers
        on {{ same_cell('cells', 'customers') | indent(8) }}
    left join renewals
        on {{ same_cell('cells', 'renewals') | indent(8) }}

),

retention_rated as (

    select
        -- keys
        counts.period_grain,
        counts.period_start,
        counts.dimension,
        counts.dimension_value,

        -- attributes
        'period' as basis,
        periods.agreement_version,

        -- measures
        counts.customers_at_start,
        counts.renewals_due,
        counts.due_until_now,
        counts.renewed,
        counts.renewed_until_now,
        counts.churned,
        counts.expanded,
        cast(counts.revenue_at_start as decimal(38, 8)) as revenue_at_start,
        cast(counts.renewed_revenue as decimal(38, 8)) as renewed_revenue,
        cast(counts.expansion_revenue as decimal(38, 8)) as expansion_revenue,
        cast(counts.churned_revenue as decimal(38, 8)) as churned_revenue,
        cast(counts.contraction_revenue as decimal(38, 8)) as contraction_revenue,
        counts.amounts_missing,
        {{ true_divide('counts.renewed_until_now', 'counts.due_until_now') }} as renewal_rate,
        {{ true_divide(
            '(counts.revenue_at_start - counts.churned_revenue - counts.contraction_revenue)',
            'counts.revenue_at_start'
        ) }} as gross_retention_rate,
        {{ true_divide(
            '(counts.revenue_at_start - counts.churned_revenue - counts.contraction_revenue'
            ~ ' + counts.expansion_revenue)', 'counts.revenue_at_start'
        ) }} as net_retention_rate,

        -- flags
        periods.is_ended as is_mature,
        periods.has_version_change

    from counts
    inner join periods
        on counts.period_grain = periods.period_grain
        and counts.period_start = periods.period_start

)

select * from retention_rated
