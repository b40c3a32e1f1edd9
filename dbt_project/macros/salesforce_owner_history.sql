{#-
  The changes of owner of Salesforce records, each once, from a relation of entries with the `columns` that
  name a record, `old_value` and `new_value` as keys of users, `has_ids`, `has_time`, `changed_at` and what
  `others` there are. Of the two rows of a change the one with ids counts; an entry stands in every later
  export.
-#}
{% macro salesforce_owner_history(entries, columns, others=[]) -%}
    select distinct
        {%- for column in columns + ['old_value', 'new_value', 'has_time', 'changed_at'] + others %}
        {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            {{ entries }}.*,
            max(case when has_ids then 1 else 0 end) over (
                partition by {{ columns | join(', ') }}, changed_at
            ) = 1 as is_told_by_ids
        from {{ entries }}
    ) as entries_compared
    where has_ids or not is_told_by_ids
{%- endmacro %}


{#- True where a change of owner is told by an id. -#}
{% macro salesforce_owner_has_ids() -%}
    {{ regex_matches(
        'coalesce(new_value, old_value)', '^(005|00G)[0-9A-Za-z]{12}([0-9A-Za-z]{3})?$'
    ) }}
{%- endmacro %}
