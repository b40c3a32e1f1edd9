{#-
  The tool whose model calls, by the folder in which it stands: `salesforce`, or of several `salesforce@emea`.
-#}
{% macro this_system() -%}
    {{ return(model.fqn[2]) }}
{%- endmacro %}
