{#- The timestamp of a date and a time of day. -#}
{% macro at_time(date, time) -%}
    {{ return(adapter.dispatch('at_time', 'accord')(date, time)) }}
{%- endmacro %}

{% macro default__at_time(date, time) -%}
    ({{ date }} + {{ time }})
{%- endmacro %}
