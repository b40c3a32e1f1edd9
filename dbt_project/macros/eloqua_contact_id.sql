{#-
  The number of an Eloqua contact, however it is written: `512345`, or `CGIZZ000000512345`, the "Eloqua
  Contact ID" of lists, which holds the account's letters before it.
-#}
{% macro eloqua_contact_id(column) -%}
    nullif({{ regex_replace('trim(' ~ column ~ ')', '^[A-Za-z]+0*', '') }}, '')
{%- endmacro %}
