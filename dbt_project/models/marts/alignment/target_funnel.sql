{%- set stages = stage_names('is_in_funnel') -%}
{#- What a stage needs: the won leads that the target asks for, over the rates of the steps to them. -#}
{%- set required = {} -%}
{%- set lacking = {} -%}
{%- set ahead = namespace(required='', lacking='') -%}
{%- for stage in stages | reverse -%}
    {%- if loop.first -%}
        {%- set ahead.required = true_divide('rates.target', 'rates.mean_revenue') -%}
        {%- set ahead.lacking = "case when coalesce(rates.mean_revenue, 0) = 0 then '" ~ stage ~ "' end" -%}
    {%- else -%}
        {%- set ahead.required = true_divide(ahead.required, 'rates.' ~ stage ~ '_rate') -%}
        {%- set ahead.lacking = ahead.lacking ~ ', case when coalesce(rates.' ~ stage ~ "_rate, 0) = 0 then '"
            ~ stage ~ "' end" -%}
    {%- endif -%}
    {%- do required.update({stage: ahead.required}) -%}
    {%- do lacking.update({stage: ahead.lacking}) -%}
{%- endfor -%}
with

rates as (

    select * from {{ ref('int_step_rates') }}

),

flows as (

    select * from {{ ref('int_funnel_flows_counted') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

stages_required as (
    {% for stage in stages %}
    select
        rates.period_grain,
        rates.period_start,
        '{{ stage }}' as stage,
        {{ 'coalesce(' ~ lacking[stage] ~ ')' if not loop.last else lacking[stage] }} as missing_stage,
        rates.target,
        rates.mean_revenue,
        rates.{{ stage }}_rate as rate_used,
        rates.{{ stage }}_members as rate_members,
        {{ required[stage] }} as required,
        coalesce(flows.{{ stage }}_recorded, 0) as actual
    from rates
    left join flows
        on rates.period_grain = flows.period_grain
        and rates.period_start = flows.period_start
        and flows.dimension = 'all'
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

target_funnel as (

    select
        -- keys
        stages_required.period_grain,
        stages_required.period_start,
        stages_required.stage,

        -- attributes
        'period' as basis,
        stages_required.missing_stage,
        periods.agreement_version,

        -- measures
        stages_required.target,
        stages_required.mean_revenue,
        stages_required.rate_used,
        stages_required.rate_members,
        stages_required.required,
        stages_required.actual,
        stages_required.required - stages_required.actual as gap,

        -- flags
        periods.is_ended as is_mature,
        periods.has_version_change

    from stages_required
    inner join periods
        on stages_required.period_grain = periods.period_grain
        and stages_required.period_start = periods.period_start

)

select * from target_funnel
