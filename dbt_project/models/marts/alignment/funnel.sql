with

cohorts as (

    select * from {{ ref('int_conversion_counted') }}

),

flows as (

    select * from {{ ref('int_funnel_flows_counted') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

stages_counted as (
    {% for stage in stage_names('is_in_funnel') %}
    {%- set next_stage = loop.nextitem %}
    {%- set is_last = loop.last %}
    {%- for basis, relation in [('cohort', 'cohorts'), ('period', 'flows')] %}
    select
        {{ relation }}.period_grain,
        {{ relation }}.period_start,
        {{ relation }}.dimension,
        {{ relation }}.dimension_value,
        '{{ basis }}' as basis,
        '{{ stage }}' as stage,
        {{ relation }}.inquiry_recorded as inquiries,
        {{ relation }}.{{ stage }}_recorded as entered,
        {{ relation }}.{{ stage }}_imputed as entered_imputed,
        {{
            relation ~ '.' ~ stage ~ '_to_' ~ next_stage if next_stage else 'cast(null as bigint)'
        }}
            as reached_next,
        {{
            'cohorts.lead_to_won_matured = cohorts.inquiry_recorded' if basis == 'cohort'
            else 'cast(null as boolean)'
        }} as is_matured
    from {{ relation }}
    {{ 'union all' if not (is_last and loop.last) }}
    {% endfor %}
    {%- endfor %}
),

funnel_rated as (

    select
        -- keys
        stages_counted.period_grain,
        stages_counted.period_start,
        stages_counted.dimension,
        stages_counted.dimension_value,
        stages_counted.basis,
        stages_counted.stage,

        -- attributes
        periods.agreement_version,

        -- measures
        stages_counted.entered,
        stages_counted.entered_imputed,
        stages_counted.reached_next,
        {{ true_divide('stages_counted.reached_next', 'stages_counted.entered') }}
            as rate_to_next,
        {{ true_divide(
            '(stages_counted.entered + stages_counted.entered_imputed)', 'stages_counted.inquiries'
        ) }} as rate_from_inquiry,

        -- flags
        coalesce(stages_counted.is_matured, periods.is_ended) as is_mature,
        periods.has_version_change

    from stages_counted
    inner join periods
        on stages_counted.period_grain = periods.period_grain
        and stages_counted.period_start = periods.period_start

)

select * from funnel_rated
