{#- The text of one entry of a JSON object, null where it has none of that name. -#}
{% macro json_text(expression, name) -%}
    {{ return(adapter.dispatch('json_text', 'accord')(expression, name)) }}
{%- endmacro %}

{% macro default__json_text(expression, name) -%}
    ({{ expression }} ->> '$."{{ name }}"')
{%- endmacro %}
