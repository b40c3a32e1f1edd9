{%- set period_grains = ['week', 'month', 'quarter', 'ever'] -%}
{%- set dimensions = [
    'all', 'channel', 'source', 'campaign', 'segment', 'country', 'owner', 'origin_system'
] -%}
with

cell_axes as (
    {% for period_grain in period_grains %}
    {%- set is_last_grain = loop.last %}
    {%- for dimension in dimensions %}
    select
        '{{ period_grain }}' as period_grain,
        '{{ dimension }}' as dimension
    {{ 'union all' if not (is_last_grain and loop.last) }}
    {%- endfor %}
    {%- endfor %}

)

select * from cell_axes
