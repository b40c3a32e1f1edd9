{{ config(alias='figures') }}

{#- what is counted, by the time at which it counts -#}
{%- set counted = {
    'qualified': {'relation': 'leads', 'at': 'mql_at', 'counts': {
        'mqls': 'has_recorded_mql',
        'mqls_accepted': 'has_recorded_mql and has_accepted',
        'mqls_to_sql': 'has_recorded_mql and has_sql',
        'mqls_to_opportunity': 'has_recorded_mql and has_opportunity',
        'mqls_won': 'has_recorded_mql and has_won',
    }},
    'opportune': {'relation': 'leads', 'at': 'opportunity_at', 'counts': {
        'opportunities': 'has_opportunity',
        'opportunities_from_mql': 'has_opportunity and has_recorded_mql',
    }, 'revenues': {
        'revenue': 'has_opportunity', 'revenue_from_mql': 'has_opportunity and has_recorded_mql',
    }},
    'delivered': {'relation': 'handoffs', 'at': 'handed_off_at', 'counts': {
        'handed_off': 'true',
        'accepted': "decision = 'accepted'",
        'accepted_imputed': "decision = 'accepted' and decision_is_imputed",
        'rejected': "decision = 'rejected'",
        'pending': "decision = 'pending'",
        'recycled': "decision = 'recycled'",
        'matured_handed_off': 'is_matured',
        'accepted_in_window': 'is_matured and has_dated_acceptance and observed_days <= window_days',
        'touch_sla_due': "touch_sla_status in ('met', 'breached') and touch_sla_is_due",
        'touch_sla_met': "touch_sla_status = 'met' and touch_sla_is_due",
        'decision_sla_due': "decision_sla_status in ('met', 'breached') and decision_sla_is_due",
        'decision_sla_met': "decision_sla_status = 'met' and decision_sla_is_due",
    }},
} -%}

{#- each with its numerator and its denominator -#}
{%- set rates = {
    'mql_precision': ['mqls_to_opportunity', 'mqls'],
    'mql_recall': ['opportunities_from_mql', 'opportunities'],
    'revenue_captured': ['revenue_from_mql', 'revenue'],
    'acceptance_rate': ['accepted', 'handed_off'],
    'matured_acceptance_rate': ['accepted_in_window', 'matured_handed_off'],
    'touch_sla_compliance': ['touch_sla_met', 'touch_sla_due'],
    'decision_sla_compliance': ['decision_sla_met', 'decision_sla_due'],
} -%}

with

leads as (

    select * from {{ ref('int_leads_timed') }}

),

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

grains as (

    {% for grain in ['window', 'quarter', 'month'] -%}
    select '{{ grain }}' as period_grain {{- '' if loop.last else ' union all' }}
    {% endfor %}
),

{% for name, each in counted.items() -%}
{{ name }}_placed as (

    select
        {{ each.relation }}.*,
        grains.period_grain,
        coalesce(
            {{ period_start(
                'grains.period_grain', local_date(each.relation ~ '.' ~ each.at, 'settings.time_zone')
            ) | indent(12) }},
            {{ local_date('settings.backtest_from', 'settings.time_zone') }}
        ) as period_start
    from {{ each.relation }}
    inner join settings
        on {{ each.relation }}.{{ each.at }} >= settings.backtest_from
        and {{ each.relation }}.{{ each.at }} < settings.backtest_until
    cross join grains

),

{{ name }}_counted as (

    select
        period_grain,
        period_start
        {%- for count, condition in each.counts.items() %},
        count(case when {{ condition }} then 1 end) as {{ count }}
        {%- endfor %}
        {%- for sum, condition in each.get('revenues', {}).items() %},
        sum(case when {{ condition }} then revenue end) as {{ sum }}
        {%- endfor %}
    from {{ name }}_placed
    group by period_grain, period_start

),

{% endfor -%}

periods as (

    {% for name in counted -%}
    select period_grain, period_start from {{ name }}_counted {{- '' if loop.last else ' union' }}
    {% endfor %}
),

figures_counted as (

    select
        periods.period_grain,
        periods.period_start,
        {%- for name, each in counted.items() -%}
        {%- for count in each.counts %}
        coalesce({{ name }}_counted.{{ count }}, 0) as {{ count }},
        {%- endfor -%}
        {%- endfor %}
        opportune_counted.revenue,
        opportune_counted.revenue_from_mql
    from periods
    {%- for name in counted %}
    left join {{ name }}_counted
        on periods.period_grain = {{ name }}_counted.period_grain
        and periods.period_start = {{ name }}_counted.period_start
    {%- endfor %}

),

figures_rated as (

    select
        figures_counted.*
        {%- for rate, parts in rates.items() %},
        {{ true_divide(parts[0], parts[1]) }} as {{ rate }}
        {%- endfor %}
    from figures_counted

)

select * from figures_rated
