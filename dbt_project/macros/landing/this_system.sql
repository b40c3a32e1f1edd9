{#-
  The tool whose model calls, by the folder in which it stands: `salesforce`, or of several
  `salesforce@emea`. A unit test has the name of its model in that place.
-#}
{% macro this_system() -%}
    {{ return(model.fqn[2].removeprefix('stg_').split('__')[0]) }}
{%- endmacro %}
