{#-
  The text of the first entry of a JSON array, null where it has none and where the text is no JSON.
-#}
{% macro json_first(expression) -%}
    {{ return(adapter.dispatch('json_first', 'accord')(expression)) }}
{%- endmacro %}

{% macro default__json_first(expression) -%}
    (case when json_valid({{ expression }}) then {{ expression }} end ->> '$[0]')
{%- endmacro %}
