{#-
  What a metric declared as watched is in each cell of the relation that counts it: a count, a rate or
  a median (`unit`), its value, what it counts of how many, and whether none of them is too young.
-#}
{% macro watched_columns(watched) -%}
    '{{ 'rate' if 'numerator' in watched else 'median' if 'value' in watched else 'count' }}' as unit,
        {% if 'numerator' in watched -%}
        {{ accord.true_divide('(' ~ watched.numerator ~ ')', watched.members) }}
        {%- else -%}
        cast({{ watched.count or watched.value or watched.members }} as double precision)
        {%- endif %} as value,
        cast({{ watched.numerator or 'null' }} as double precision) as numerator,
        {{ watched.members }} as members,
        {{ watched.mature }} as is_matured
{%- endmacro %}
