{#-
  The key of a record as a person writes it, `<system>:<object>:<id>`, as the models have it: without
  spaces around it, a Salesforce id in its 18-character form.
-#}
{% macro record_key_as_written(expression) -%}
    {%- set key = 'trim(' ~ expression ~ ')' -%}
    case
        when split_part(split_part({{ key }}, ':', 1), '@', 1) = 'salesforce'
            then split_part({{ key }}, ':', 1) || ':' || split_part({{ key }}, ':', 2) || ':'
            || {{ salesforce_id_18("split_part(" ~ key ~ ", ':', 3)") }}
        else {{ key }}
    end
{%- endmacro %}
