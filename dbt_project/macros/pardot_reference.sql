{#-
  What a cell of Account Engagement says of the record that it names: its name as it stands there, or the
  `part` of an object (`{"id": 11, "name": "Fair"}`), as an answer of the API holds it.
-#}
{% macro pardot_reference(column, part) -%}
    case
        when position('{' in {{ column }}) = 1 then {{ json_value(column, part) }}
        {%- if part == 'name' %}
        else {{ column }}
        {%- endif %}
    end
{%- endmacro %}
