{#-
  The rows of one shared shape from every tool that has it (`vars.shapes` in dbt_project.yml), in the
  columns of the calling model's contract. A tool's model without one of them fails by its name.
-#}
{% macro union_shape(shape) -%}
    {%- for system in var('shapes')[shape] %}
    {{ 'union all' if not loop.first }}
    select
        {%- for column in model.columns %}
        {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref(system ~ '__' ~ shape) }}
    {%- endfor %}
{%- endmacro %}
