{#- Whether dbt is about to build the calling model: what it reads stands. -#}
{% macro is_building() %}
    {{ return(execute and flags.WHICH == 'build' and model.resource_type == 'model') }}
{% endmacro %}
