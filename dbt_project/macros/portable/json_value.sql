{#-
  The text of one named value in a JSON text: of an object, or of a list of objects with `name` and
  `value`. Null where it has none, where the value is null, and where the text is no JSON.
-#}
{% macro json_value(expression, name) -%}
    {{ return(adapter.dispatch('json_value', 'accord')(expression, name)) }}
{%- endmacro %}

{% macro default__json_value(expression, name) -%}
    case
        when not json_valid({{ expression }}) then null
        when json_type({{ expression }}) = 'ARRAY'
            then list_filter(
                from_json({{ expression }}, '[{"name": "VARCHAR", "value": "VARCHAR"}]'),
                lambda entry: entry.name = '{{ name }}'
            )[1].value
        else json_extract_string({{ expression }}, '$."{{ name }}"')
    end
{%- endmacro %}
