{{ config(materialized='table') }}

with

leads as (

    select * from {{ ref('int_leads_timed') }}

),

-- a lead once for each stage that it reached, dated or not
entries as (
    {% for stage in stage_names('is_in_funnel') %}
    select
        leads.*,
        '{{ stage }}' as stage,
        leads.has_recorded_{{ stage }} as is_recorded,
        {{ 'false' if loop.first else 'leads.has_recorded_' ~ loop.previtem }} as has_recorded_previous,
        leads.{{ stage }}_at as entered_at
    from leads
    where leads.has_{{ stage }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ number_cells('entries', 'entered_at') }},

{{ count_in_cells({
    'recorded': 'is_recorded',
    'imputed': 'not is_recorded',
    'from_previous': 'has_recorded_previous',
}, keys=['stage']) }},

flows_counted as (

    select
        -- keys
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,

        -- measures
        {%- for stage in stage_names('is_in_funnel') %}
        {%- set flows = {stage ~ '_recorded': 'recorded', stage ~ '_imputed': 'imputed'} %}
        {%- if not loop.first %}
        {%- do flows.update({loop.previtem ~ '_to_' ~ stage: 'from_previous'}) %}
        {%- endif %}
        {%- set is_last_stage = loop.last %}
        {%- for name, counted in flows.items() %}
        cast(sum(case when counts.stage = '{{ stage }}' then counts.{{ counted }} else 0 end) as bigint)
            as {{ name }}{{ ',' if not (is_last_stage and loop.last) }}
        {%- endfor %}
        {%- endfor %}

    from counts
    {{ join_cells('counts') | indent(4) }}
    group by
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value

)

select * from flows_counted
