{#-
  The rows of a relation, once per entry of the separated list in a text column, with the entry, without
  spaces around it, as `entry_text`. A row without a list, and an empty entry, give none.
-#}
{% macro list_entries(relation, list_column, separator=';') -%}
    {{ return(adapter.dispatch('list_entries', 'accord')(relation, list_column, separator)) }}
{%- endmacro %}

{% macro default__list_entries(relation, list_column, separator) -%}
    select
        {{ relation }}.*,
        trim(entries.entry) as entry_text
    from {{ relation }}
    cross join lateral (
        select unnest(string_split({{ relation }}.{{ list_column }}, '{{ separator }}')) as entry
    ) as entries
    where trim(entries.entry) <> ''
{%- endmacro %}
