{#-
  From when on a tool had kept a history at the first export of it: that export less the `reach` that the
  history's source declares ("18 months", "30 days"). Null where none is declared: the tool keeps all of it.
-#}
{% macro kept_since(system, object, first_exported_at) -%}
    {%- set table = graph.get('sources', {}).values()
        | selectattr('source_name', 'equalto', system)
        | selectattr('name', 'equalto', object) | first if execute -%}
    {%- set reach = table.config.meta.get('reach') if table -%}
    {%- if reach -%}
        {%- set amount, unit = reach.split(' ') -%}
        {{ dbt.dateadd(unit.rstrip('s'), -(amount | int), first_exported_at) }}
    {%- else -%}
        cast(null as timestamp)
    {%- endif -%}
{%- endmacro %}
