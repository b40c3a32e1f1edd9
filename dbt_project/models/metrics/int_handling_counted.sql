{{ config(materialized='table') }}

{%- set conditions = {
    'handed_off': 'true',
    'touched': 'is_touched',
    'untouched': 'not is_touched',
    'date_only': 'not has_minutes',
    'matured_handed_off': 'is_matured',
    'matured_untouched': 'is_matured and not is_touched',
    'handling_measured': 'handling_business_minutes is not null',
    'completeness_known': 'completeness is not null',
    'handed_off_complete': 'completeness = 1',
} -%}
{%- for span, minutes in {'5m': 5, '30m': 30, '1h': 60, '24h': 1440}.items() -%}
    {%- do conditions.update({
        'aged_' ~ span: 'has_minutes and age_minutes >= ' ~ minutes,
        'touched_within_' ~ span:
            'age_minutes >= ' ~ minutes ~ ' and first_touch_minutes <= ' ~ minutes,
    }) -%}
{%- endfor -%}
{%- set statuses = {
    'touch_sla': ['met', 'closed_untouched', 'breached', 'pending', 'not_measurable'],
    'decision_sla': ['met', 'breached', 'pending', 'not_measurable'],
} -%}
{%- for sla, statuses_of_sla in statuses.items() -%}
    {%- for status in statuses_of_sla -%}
        {%- do conditions.update({sla ~ '_' ~ status: sla ~ "_status = '" ~ status ~ "'"}) -%}
    {%- endfor -%}
    {%- do conditions.update({
        sla ~ '_due': sla ~ "_status in ('met', 'breached') and " ~ sla ~ '_is_due',
        sla ~ '_met_and_due': sla ~ "_status = 'met' and " ~ sla ~ '_is_due',
        sla ~ '_open': sla ~ "_status in ('met', 'breached', 'pending') and not " ~ sla ~ '_is_due',
    }) -%}
{%- endfor -%}

{%- for status in ['met', 'given_up', 'breached', 'pending'] -%}
    {%- do conditions.update({'attempts_' ~ status: "attempts_status = '" ~ status ~ "'"}) -%}
{%- endfor -%}

with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

{{ number_cells('handoffs', 'handed_off_at') }},

{{ count_in_cells(conditions) }},

percentiles as (

    select
        {{ cell_numbers() | join(',\n        ') }},
        {{ percentile('first_touch_minutes', 0.5) }} as median_first_touch_minutes,
        {{ percentile('first_touch_minutes', 0.9) }} as p90_first_touch_minutes,
        {{ percentile('first_touch_business_minutes', 0.5) }}
            as median_first_touch_business_minutes,
        {{ percentile('first_touch_business_minutes', 0.9) }}
            as p90_first_touch_business_minutes,
        {{ percentile('decision_business_minutes', 0.5) }} as median_decision_business_minutes
    from {{ rows_in_cells() | indent(4) }}
    group by {{ cell_numbers() | join(', ') }}

),

-- the handoffs that were watched equally long
waits as (

    select
        {{ cell_numbers() | join(',\n        ') }},
        handling_business_minutes,
        count(*) as handed_off,
        count(case when handling_is_event then 1 end) as handled
    from {{ rows_in_cells() | indent(4) }}
    group by {{ cell_numbers() | join(', ') }}, handling_business_minutes

),

handling_medians as (

    {{ kaplan_meier_median(
        'waits', cell_numbers(), 'handling_business_minutes', 'handed_off', 'handled'
    ) | indent(4) }}

),

handling_counted as (

    select
        -- keys
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,

        -- measures
        {%- for name in conditions %}
        counts.{{ name }},
        {%- endfor %}
        percentiles.median_first_touch_minutes,
        percentiles.p90_first_touch_minutes,
        percentiles.median_first_touch_business_minutes,
        percentiles.p90_first_touch_business_minutes,
        percentiles.median_decision_business_minutes,
        handling_medians.median_time as median_handling_business_minutes

    from counts
    {{ join_cells('counts') | indent(4) }}
    inner join percentiles
        on counts.period_number = percentiles.period_number
        and counts.value_number = percentiles.value_number
    left join handling_medians
        on counts.period_number = handling_medians.period_number
        and counts.value_number = handling_medians.value_number

)

select * from handling_counted
