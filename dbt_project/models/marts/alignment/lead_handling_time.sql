with

handling as (

    select * from {{ ref('int_handling_counted') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

handling_rated as (

    select
        -- keys
        handling.period_grain,
        handling.period_start,
        handling.dimension,
        handling.dimension_value,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        handling.handed_off,
        handling.touched,
        handling.untouched,
        handling.date_only,
        handling.median_first_touch_minutes,
        handling.p90_first_touch_minutes,
        handling.median_first_touch_business_minutes,
        handling.p90_first_touch_business_minutes,
        handling.median_handling_business_minutes,
        handling.handling_measured,
        {%- for span in ['5m', '30m', '1h', '24h'] %}
        {{ true_divide('handling.touched_within_' ~ span, 'handling.aged_' ~ span) }}
            as share_within_{{ span }},
        {%- endfor %}
        {{ true_divide('handling.matured_untouched', 'handling.matured_handed_off') }}
            as share_untouched,
        handling.touch_sla_met,
        handling.touch_sla_closed_untouched,
        handling.touch_sla_breached,
        handling.touch_sla_pending,
        handling.touch_sla_not_measurable,
        handling.touch_sla_due,
        {{ true_divide('handling.touch_sla_met_and_due', 'handling.touch_sla_due') }}
            as touch_sla_compliance,
        handling.decision_sla_met,
        handling.decision_sla_breached,
        handling.decision_sla_pending,
        handling.decision_sla_not_measurable,
        handling.decision_sla_due,
        {{ true_divide('handling.decision_sla_met_and_due', 'handling.decision_sla_due') }}
            as decision_sla_compliance,
        handling.median_decision_business_minutes,

        -- flags
        handling.matured_handed_off = handling.handed_off as is_mature,
        periods.has_version_change

    from handling
    inner join periods
        on handling.period_grain = periods.period_grain
        and handling.period_start = periods.period_start

)

select * from handling_rated
