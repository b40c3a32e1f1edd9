{#-
  A list of ids, or of e-mails, as exports write it, as one `;` list: `1;2` or `1, 2`, a JSON array
  `["1","2"]`, or an API's `{"results":[{"id":"1","type":"…"}]}`. Null where it holds none.
-#}
{% macro id_list(expression) -%}
    {%- set of_objects = accord.regex_replace(
        accord.regex_replace(expression, '.*?"id"\\s*:\\s*"?([^",}]+)', '\\1;'), '[^;]*$', ''
    ) -%}
    {%- set of_values = accord.regex_replace(
        accord.regex_replace(expression, '["\\[\\]\\s]', ''), ',', ';'
    ) -%}
    nullif(
        case
            when {{ expression }} like '%"id"%' then {{ of_objects }}
            when position('{' in {{ expression }}) = 0 then {{ of_values }}
            else ''
        end,
        ''
    )
{%- endmacro %}
