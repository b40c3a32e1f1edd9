{{ config(materialized='table') }}

{%- set spans = {'5m': 5, '30m': 30, '1h': 60, '24h': 1440} -%}
{%- set touch_statuses = ['met', 'closed_untouched', 'breached', 'pending', 'not_measurable'] -%}
{%- set decision_statuses = ['met', 'breached', 'pending', 'not_measurable'] -%}
with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

handoff_cells as (

    {{ in_cells('handoffs', 'handed_off_at') | indent(4) }}

),

counts as (

    select
        {{ cell_keys() | join(',\n        ') }},
        count(*) as handed_off,
        count(case when is_touched then 1 end) as touched,
        count(case when not is_touched then 1 end) as untouched,
        count(case when not has_minutes then 1 end) as date_only,
        count(case when is_matured then 1 end) as matured_handed_off,
        count(case when is_matured and not is_touched then 1 end) as matured_untouched,
        count(handling_business_minutes) as handling_measured,
        {{ percentile('first_touch_minutes', 0.5) }} as median_first_touch_minutes,
        {{ percentile('first_touch_minutes', 0.9) }} as p90_first_touch_minutes,
        {{ percentile('first_touch_business_minutes', 0.5) }}
            as median_first_touch_business_minutes,
        {{ percentile('first_touch_business_minutes', 0.9) }}
            as p90_first_touch_business_minutes,
        {{ percentile('decision_business_minutes', 0.5) }} as median_decision_business_minutes,
        {%- for span, minutes in spans.items() %}
        count(case when has_minutes and age_minutes >= {{ minutes }} then 1 end)
            as aged_{{ span }},
        count(
            case
                when age_minutes >= {{ minutes }} and first_touch_minutes <= {{ minutes }} then 1
            end
        ) as touched_within_{{ span }},
        {%- endfor %}
        {%- for status in touch_statuses %}
        count(case when touch_sla_status = '{{ status }}' then 1 end) as touch_sla_{{ status }},
        {%- endfor %}
        {%- for status in decision_statuses %}
        count(case when decision_sla_status = '{{ status }}' then 1 end)
            as decision_sla_{{ status }},
        {%- endfor %}
        {%- for sla in ['touch_sla', 'decision_sla'] %}
        count(
            case when {{ sla }}_status in ('met', 'breached') and {{ sla }}_is_due then 1 end
        ) as {{ sla }}_due,
        count(case when {{ sla }}_status = 'met' and {{ sla }}_is_due then 1 end)
            as {{ sla }}_met_and_due{{ ',' if not loop.last }}
        {%- endfor %}
    from handoff_cells
    group by {{ cell_keys() | join(', ') }}

),

handling_medians as (

    {{ kaplan_meier_median(
        'handoff_cells', cell_keys(), 'handling_business_minutes', 'handling_is_event'
    ) | indent(4) }}

),

handling_counted as (

    select
        counts.*,
        handling_medians.median_time as median_handling_business_minutes
    from counts
    left join handling_medians
        on {{ same_cell('counts', 'handling_medians') | indent(8) }}

)

select * from handling_counted
