{#-
  What successive exports of one object show of one column: a row where a key is first seen, and one
  for each export whose value differs from the export before. `observed_at` is the export that shows
  it, `previous_observed_at` the last export in which the key had another value (null when first seen).
-#}
{% macro observed_changes(relation, key, column, modified_at='_exported_at') -%}
    select
        compared.record_id,
        compared.old_value,
        compared.new_value,
        compared.observed_at,
        compared.previous_observed_at,
        compared.previous_observed_at is null as is_first_seen,
        compared.observed_at = compared.first_exported_at as is_first_export
    from (
        select
            versions.record_id,
            versions.new_value,
            versions.observed_at,
            lag(versions.new_value) over (
                partition by versions.record_id order by versions.observed_at
            ) as old_value,
            lag(versions.observed_at) over (
                partition by versions.record_id order by versions.observed_at
            ) as previous_observed_at,
            min(versions.observed_at) over () as first_exported_at
        from (
            select
                {{ key }} as record_id,
                {{ column }} as new_value,
                {{ relation }}._exported_at as observed_at,
                row_number() over (
                    partition by {{ key }}, {{ relation }}._exported_at
                    order by
                        {{ modified_at }} desc nulls last,
                        {{ relation }}._file desc,
                        {{ relation }}._row desc
                ) as recency
            from {{ relation }}
        ) as versions
        where versions.recency = 1
    ) as compared
    where
        compared.previous_observed_at is null
        or compared.new_value is distinct from compared.old_value
{%- endmacro %}
