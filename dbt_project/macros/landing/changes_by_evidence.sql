{#-
  The changes of a tool's records in the columns that the shapes of changes share: entries of a `history`,
  what `dated` fields say, what successive exports show (`observed`, of observed_changes). Each is a relation
  with the `columns`, `new_value`, `has_time` and `changed_at`, a history and the observed with `old_value`
  too, and a history that `is_cut` with `kept_since`.
-#}
{% macro changes_by_evidence(columns, history=none, dated=none, observed=none, is_cut=false) -%}
    {%- for relation in [history, dated, observed] if relation %}
    select
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        {{ 'cast(null as ' ~ dbt.type_string() ~ ') as ' if relation == dated }}old_value,
        new_value,
        {%- if relation == observed %}
        evidence,
        is_first_seen,
        is_first_export,
        {%- else %}
        '{{ 'history' if relation == history else 'dated_field' }}' as evidence,
        false as is_first_seen,
        false as is_first_export,
        {%- endif %}
        has_time,
        changed_at,
        {{ 'cast(null as timestamp) as ' if relation != observed }}previous_seen_at
        {%- if is_cut %},
        {{ 'cast(null as timestamp) as ' if relation != history }}kept_since
        {%- endif %}
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
