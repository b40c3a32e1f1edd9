{#- The tools' models of a shape: of a build those that stand, else all. -#}
{% macro shapes_built(shape) %}
    {%- set built = [] -%}
    {%- for system in var('shapes')[shape] -%}
        {%- set rows_of_tool = ref(system ~ '__' ~ shape) -%}
        {%- if not is_building() or load_cached_relation(rows_of_tool) -%}
            {%- do built.append(rows_of_tool) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(built) }}
{% endmacro %}
