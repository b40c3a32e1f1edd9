{#-
  The continuous percentile (linear interpolation, the same as percentile) of the groups of a relation
  that counts values: each row has a value, how many are at most that (`count_until`) and how many
  there are in all (`count_of_all`). Null where there are none.
-#}
{% macro percentile_of_counts(value, count_until, count_of_all, fraction) -%}
    {%- set position -%}
        {{ fraction }} * (cast({{ count_of_all }} as double precision) - 1)
    {%- endset -%}
    {%- set value_below -%}
        min(case when {{ count_until }} > floor({{ position }}) then {{ value }} end)
    {%- endset -%}
    {%- set value_above -%}
        min(case when {{ count_until }} > ceil({{ position }}) then {{ value }} end)
    {%- endset -%}
    {%- set share_above = 'max(' ~ position ~ ' - floor(' ~ position ~ '))' -%}
    {{ value_below }} * (1 - {{ share_above }})
    + {{ value_above }} * {{ share_above }}
{%- endmacro %}
