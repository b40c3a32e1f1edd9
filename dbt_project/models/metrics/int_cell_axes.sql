with

cell_axes as (
    {% for period_grain in var('period_grains') %}
    {%- set is_last_grain = loop.last %}
    {%- for dimension in ['all'] + (dimension_columns() | list) %}
    select
        '{{ period_grain }}' as period_grain,
        '{{ dimension }}' as dimension
    {{ 'union all' if not (is_last_grain and loop.last) }}
    {%- endfor %}
    {%- endfor %}

)

select * from cell_axes
