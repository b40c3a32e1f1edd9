{#-
  The text as mappings compare it: lower case, without any space (tabs, line breaks and the two no-break
  spaces that spreadsheets write count as spaces).
-#}
{% macro folded(expression) -%}
    lower({{ accord.regex_replace(expression, '[\\s' ~ '\u00a0\u202f' ~ ']+', '') }})
{%- endmacro %}
