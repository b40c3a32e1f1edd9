{%- set steps = var('steps') | rejectattr('name', 'equalto', 'lead_to_won') | list -%}
with

objectives as (

    select * from {{ ref('objectives') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

leads as (

    select * from {{ ref('int_leads_timed') }}

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

-- who has had 90 days for a step, however long the window is in which conversions are counted
leads_judged as (

    select
        leads.*,
        {%- for step in steps %}
        coalesce(
            leads.has_recorded_{{ step.entered }}
            and {{ elapsed_days(
                'leads.' ~ step.entered ~ '_at', 'leads.' ~ step.entered ~ '_has_time',
                'settings.as_of', 'true', 'settings.time_zone'
            ) | indent(12) }} >= 90, false
        ) as is_member_of_{{ step.entered }},
        {%- endfor %}
        {{ local_date('leads.inquiry_at', 'settings.time_zone') }} as inquiry_on
    from leads
    cross join settings

),

leads_of_days as (

    select
        inquiry_on,
        {%- for step in steps %}
        count(case when is_member_of_{{ step.entered }} then 1 end) as {{ step.entered }}_members,
        count(case when is_member_of_{{ step.entered }} and has_{{ step.reached }} then 1 end)
            as {{ step.entered }}_reached,
        {%- endfor %}
        count(case when has_won then revenue end) as won_members,
        sum(case when has_won then revenue end) as won_revenue
    from leads_judged
    group by inquiry_on

),

step_rates as (

    select
        -- keys
        targets.period_grain,
        targets.period_start,

        -- measures
        targets.target,
        {%- for step in steps %}
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
