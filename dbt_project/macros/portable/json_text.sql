{#-
  The text of one entry of a JSON object, or of an array by its place from 0; null where it has none of
  that name or place and where the text is no JSON.
-#}
{% macro json_text(expression, name) -%}
    {{ return(adapter.dispatch('json_text', 'accord')(expression, name)) }}
{%- endmacro %}

{% macro default__json_text(expression, name) -%}
    {%- set step = '[' ~ name ~ ']' if name is number else '."' ~ name ~ '"' -%}
    (case when json_valid({{ expression }}) then {{ expression }} end ->> '${{ step }}')
{%- endmacro %}
