{{ config(materialized='table') }}

{%- set conditions = {
    'handed_off': 'handoff_id is not null',
    'handed_off_imputed': 'handoff_id is not null and not has_recorded_mql',
} -%}
{%- for stage in stage_names('is_in_funnel') -%}
    {%- do conditions.update({
        stage ~ '_recorded': 'has_recorded_' ~ stage,
        stage ~ '_imputed': 'has_' ~ stage ~ ' and not has_recorded_' ~ stage,
    }) -%}
{%- endfor -%}
{%- for step in var('steps') -%}
    {%- set is_step = 'is_' ~ step.name -%}
    {%- do conditions.update({
        step.entered ~ '_to_' ~ step.reached: is_step,
        step.name ~ '_matured': is_step ~ '_matured',
        step.name ~ '_in_window': is_step ~ '_matured and ' ~ is_step ~ '_in_window',
    }) -%}
{%- endfor -%}
{%- set sums = ['revenue', 'open_pipeline', 'won_amounts_missing', 'open_amounts_missing'] -%}

with

leads as (

    select * from {{ ref('int_leads_measured') }}

),

{{ number_cells('leads', 'inquiry_at') }},

{{ count_in_cells(conditions, sums=sums) }},

times_to_won as (

    select
        {{ cell_numbers() | join(',\n        ') }},
        {{ percentile('days_to_won', 0.5) }} as median_days_to_won
    from {{ rows_in_cells() | indent(4) }}
    where days_to_won >= 0
    group by {{ cell_numbers() | join(', ') }}

),

conversion_counted as (

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
        times_to_won.median_days_to_won,
        -- nothing was earned where nothing was won; where no amount is known, nobody knows
        coalesce(counts.revenue, case when counts.won_amounts_missing = 0 then 0 end) as revenue,
        coalesce(counts.open_pipeline, case when counts.open_amounts_missing = 0 then 0 end)
            as open_pipeline,
        counts.won_amounts_missing + counts.open_amounts_missing as amounts_missing

    from counts
    {{ join_cells('counts') | indent(4) }}
    left join times_to_won
        on counts.period_number = times_to_won.period_number
        and counts.value_number = times_to_won.value_number

)

select * from conversion_counted
