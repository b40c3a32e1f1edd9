{#-
  The rows of a relation, once per entry of the JSON object or array in a column, with the entry's name
  (in an array its position) and text as `entry_name` and `entry_text`. A row whose text is no JSON gives
  none.
-#}
{% macro json_entries(relation, json_column) -%}
    {{ return(adapter.dispatch('json_entries', 'accord')(relation, json_column)) }}
{%- endmacro %}

{% macro default__json_entries(relation, json_column) -%}
    select
        {{ relation }}.*,
        entries.key as entry_name,
        entries.value ->> '$' as entry_text
    from {{ relation }}
    cross join lateral (
        select
            json_each.key,
            json_each.value
        from json_each(
            case
                when json_valid({{ relation }}.{{ json_column }}) then {{ relation }}.{{ json_column }}
            end
        )
    ) as entries
{%- endmacro %}
