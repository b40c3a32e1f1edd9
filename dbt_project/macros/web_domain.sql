{#-
  The domain of a website as people write it (`https://www.acme.example/fr`, `acme.example`); null for text
  that is none.
-#}
{% macro web_domain(expression) -%}
    {%- set host -%}
        {{ accord.regex_replace(
            accord.regex_replace('lower(trim(' ~ expression ~ '))', '^[a-z]+://', ''), '^www\\.|[:/?#].*$', ''
        ) }}
    {%- endset -%}
    case when {{ accord.regex_matches(host, '^[^@\\s]+\\.[a-z0-9-]{2,}$') }} then {{ host }} end
{%- endmacro %}
