{#-
  Tags as Mailchimp writes them, `"VIP","Fair, June"`, or the API's `[{"id": 1, "name": "VIP"}]`, as one `;`
  list.
-#}
{% macro mailchimp_tags(expression) -%}
    {%- set of_objects = regex_replace(
        regex_replace(expression, '.*?"name"\\s*:\\s*"([^"]*)"', '\\1;'), '[^;]*$', ''
    ) -%}
    {%- set of_quoted = regex_replace(regex_replace(expression, '"\\s*,\\s*"', ';'), '"', '') -%}
    {%- set of_plain = regex_replace(expression, '\\s*,\\s*', ';') -%}
    nullif(
        case
            when {{ expression }} like '%"name"%' then {{ of_objects }}
            when {{ expression }} like '%"%' then {{ of_quoted }}
            when {{ expression }} not like '[%' then {{ of_plain }}
        end,
        ''
    )
{%- endmacro %}
