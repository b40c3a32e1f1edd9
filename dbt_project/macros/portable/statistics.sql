{#- A rounded value, so that the order in which an engine added it up leaves no trace. -#}
{% macro round_to(expression, digits) -%}
    {{ return(adapter.dispatch('round_to', 'accord')(expression, digits)) }}
{%- endmacro %}

{% macro default__round_to(expression, digits) -%}
    round({{ expression }}, {{ digits }})
{%- endmacro %}

{#- The continuous percentile (linear interpolation) of a group's values that are not null. -#}
{% macro percentile(expression, fraction) -%}
    {{ return(adapter.dispatch('percentile', 'accord')(expression, fraction)) }}
{%- endmacro %}

{% macro default__percentile(expression, fraction) -%}
    percentile_cont({{ fraction }}) within group (order by {{ expression }})
{%- endmacro %}
