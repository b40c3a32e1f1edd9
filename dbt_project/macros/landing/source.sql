{#-
  A source as dbt knows it, in this run's home: what the project says names no place of a machine, so that
  what dbt once read of it holds for every home.
-#}
{% macro source(system, object) -%}
    {%- set relation = builtins.source(system, object) -%}
    {%- if execute and relation.external -%}
        {%- set location = relation.external | replace('<home>', env_var('ACCORD_HOME')) -%}
        {%- set relation = relation.replace(external=location) -%}
    {%- endif -%}
    {%- do return(relation) -%}
{%- endmacro %}
