{#-
  The rows of relations in the `columns` (name and data_type of each), matched by name: null where a relation
  has not the column.
-#}
{% macro union_by_name(columns, relations) -%}
    {{ return(adapter.dispatch('union_by_name', 'accord')(columns, relations)) }}
{%- endmacro %}

{% macro default__union_by_name(columns, relations) -%}
    select
        {%- for column in columns %}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    where false
    {%- for relation in relations %}
    union all by name
    select * from {{ relation }}
    {%- endfor %}
{%- endmacro %}
