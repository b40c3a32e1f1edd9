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

entry_cells as (

    {{ in_cells('entries', 'entered_at') | indent(4) }}

),

flows_counted as (

    select
        -- keys
        {{ cell_keys() | join(',\n        ') }},

        -- measures
        {%- for stage in stage_names('is_in_funnel') %}
        {%- if not loop.first %}
        count(case when stage = '{{ stage }}' and has_recorded_previous then 1 end)
            as {{ loop.previtem }}_to_{{ stage }},
        {%- endif %}
        count(case when stage = '{{ stage }}' and is_recorded then 1 end)
            as {{ stage }}_recorded,
        count(case when stage = '{{ stage }}' and not is_recorded then 1 end)
            as {{ stage }}_imputed{{ ',' if not loop.last }}
        {%- endfor %}

    from entry_cells
    group by {{ cell_keys() | join(', ') }}

)

select * from flows_counted
