with

objectives as (

    select * from {{ ref('objectives') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

leads as (

    select * from {{ ref('int_leads_measured') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

targets as (

    select
        objectives.period_grain,
        objectives.period_start,
        cast(objectives.target as double precision) as target,
        cast({{ dbt.dateadd('month', -12, 'objectives.period_start') }} as date) as year_starts_on
    from objectives
    inner join periods
        on objectives.period_grain = periods.period_grain
        and objectives.period_start = periods.period_start
        and objectives.agreement_version = periods.agreement_version
    where objectives.metric = 'revenue'

),

leads_of_days as (

    select
        {{ local_date('leads.inquiry_at', 'settings.time_zone') }} as inquiry_on,
        {%- for step in var('steps') if step.name != 'lead_to_won' %}
        sum(case when leads.is_{{ step.name }}_matured then 1 else 0 end) as {{ step.entered }}_members,
        sum(case when leads.is_{{ step.name }}_matured and leads.is_{{ step.name }} then 1 else 0 end)
            as {{ step.entered }}_reached,
        {%- endfor %}
        count(case when leads.has_won then leads.revenue end) as won_members,
        sum(case when leads.has_won then leads.revenue end) as won_revenue
    from leads
    cross join settings
    group by 1

),

step_rates as (

    select
        -- keys
        targets.period_grain,
        targets.period_start,

        -- measures
        targets.target,
        {%- for step in var('steps') if step.name != 'lead_to_won' %}
        cast(coalesce(sum(leads_of_days.{{ step.entered }}_members), 0) as bigint)
            as {{ step.entered }}_members,
        case
            when sum(leads_of_days.{{ step.entered }}_members) >= 30
                then {{ true_divide(
                    'sum(leads_of_days.' ~ step.entered ~ '_reached)',
                    'sum(leads_of_days.' ~ step.entered ~ '_members)'
                ) }}
        end as {{ step.entered }}_rate,
        {%- endfor %}
        cast(coalesce(sum(leads_of_days.won_members), 0) as bigint) as won_members,
        cast(null as double precision) as won_rate,
        {{ true_divide('sum(leads_of_days.won_revenue)', 'sum(leads_of_days.won_members)') }}
            as mean_revenue

    from targets
    left join leads_of_days
        on targets.year_starts_on <= leads_of_days.inquiry_on
        and targets.period_start > leads_of_days.inquiry_on
    group by targets.period_grain, targets.period_start, targets.target

)

select * from step_rates
