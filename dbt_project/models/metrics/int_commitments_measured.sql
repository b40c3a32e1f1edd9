{#- Of each measure that handoffs are counted for: who keeps it, of whom, and who may still do so. -#}
{%- set measures = {
    'matured_acceptance_rate': [
        'acceptance', 'accepted_in_window', 'matured_handed_off', 'handed_off - matured_handed_off'
    ],
    'handoffs_complete_rate': ['handling', 'handed_off_complete', 'completeness_known', '0'],
    'touch_sla_compliance': [
        'handling', 'touch_sla_met_and_due', 'touch_sla_due', 'touch_sla_open'
    ],
    'decision_sla_compliance': [
        'handling', 'decision_sla_met_and_due', 'decision_sla_due', 'decision_sla_open'
    ],
    'attempts_compliance': [
        'handling', 'attempts_met', 'attempts_met + attempts_given_up + attempts_breached',
        'attempts_pending'
    ],
} -%}
with

acceptance as (

    select * from {{ ref('int_acceptance_counted') }}

),

handling as (

    select * from {{ ref('int_handling_counted') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

lead_opportunities as (

    select * from {{ ref('int_lead_opportunities') }}

),

axes as (

    select distinct period_grain
    from {{ ref('int_cell_axes') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

deals_of_days as (

    select
        {{ local_date('lead_opportunities.created_at', 'settings.time_zone') }} as created_on,
        coalesce(leads.segment, '(unknown)') as segment,
        sum(lead_opportunities.opportunity_credit * lead_opportunities.reporting_amount) as amount,
        sum(case when lead_opportunities.reporting_amount is null then 1 else 0 end) as amounts_missing
    from lead_opportunities
    cross join settings
    inner join leads
        on lead_opportunities.lead_id = leads.lead_id
    where
        lead_opportunities.is_counted
        and lead_opportunities.created_at is not null
        and leads.origin = 'marketing'
        and (
            lead_opportunities.outcome = 'won'
            or (lead_opportunities.outcome = 'open' and not lead_opportunities.is_deleted)
        )
    group by 1, 2

),

commitments_measured as (
    {% for measure, (relation, numerator, denominator, members_open) in measures.items() %}
    select
        {{ relation }}.period_grain,
        {{ relation }}.period_start,
        '{{ measure }}' as measure,
        case when {{ relation }}.dimension = 'all' then '*' else {{ relation }}.dimension_value end
            as segment,
        {{ true_divide(numerator, '(' ~ denominator ~ ')') }} as actual,
        cast({{ numerator }} as double precision) as numerator,
        cast({{ denominator }} as double precision) as denominator,
        {{ members_open }} as members_open,
        0 as amounts_missing
    from {{ relation }}
    where {{ relation }}.dimension in ('all', 'segment')

    union all
    {% endfor %}
    select
        acceptance.period_grain,
        acceptance.period_start,
        'mqls_delivered' as measure,
        case when acceptance.dimension = 'all' then '*' else acceptance.dimension_value end as segment,
        cast(acceptance.handed_off as double precision) as actual,
        cast(acceptance.handed_off as double precision) as numerator,
        cast(null as double precision) as denominator,
        0 as members_open,
        0 as amounts_missing
    from acceptance
    where acceptance.dimension in ('all', 'segment')
    {% for segment in ["'*'", 'deals_of_days.segment'] %}
    union all

    select
        axes.period_grain,
        {{ period_start('axes.period_grain', 'deals_of_days.created_on') }} as period_start,
        'marketing_pipeline' as measure,
        {{ segment }} as segment,
        {{ round_to('sum(deals_of_days.amount)', 2) }} as actual,
        {{ round_to('sum(deals_of_days.amount)', 2) }} as numerator,
        cast(null as double precision) as denominator,
        0 as members_open,
        sum(deals_of_days.amounts_missing) as amounts_missing
    from deals_of_days
    cross join axes
    group by 1, 2, 3, 4
    {% endfor %}
)

select * from commitments_measured
where period_grain <> 'ever'
