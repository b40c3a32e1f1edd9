{#-
  What successive exports of one object show of one column: a row where a key is first seen, and one
  for each export whose value differs from the export before (evidence `snapshot`). `changed_at` is the
  export that shows it, `previous_seen_at` the last export in which the key had another value (null
  when first seen). Only files that had one of the declared columns `told_by` (the column itself) are asked.
  `named` are texts that every row bears, by column; `kept` is a condition that rows meet.

  The versions of a replicator's history table are a history: each changed at the time at which it
  began (evidence `history`). A first version that began more than a day after the record was made
  tells only what it was by then: it is first seen, as a value in an object's first export is.
-#}
{% macro observed_changes(
    relation, key, column, modified_at='_exported_at', created_at='created_at', told_by=none, named={},
    kept=none
) -%}
    select
        compared.record_id,
        {%- for name, text in named.items() %}
        '{{ text }}' as {{ name }},
        {%- endfor %}
        compared.old_value,
        compared.new_value,
        case when compared.is_version then 'history' else 'snapshot' end as evidence,
        compared.previous_observed_at is null and not compared.is_first_of_record as is_first_seen,
        compared.previous_observed_at is null
        and not compared.is_first_of_record
        and (compared.is_version or compared.observed_at = compared.first_exported_at)
            as is_first_export,
        true as has_time,
        compared.observed_at as changed_at,
        case when not compared.is_version then compared.previous_observed_at end as previous_seen_at
    from (
        select
            versions.record_id,
            versions.new_value,
            versions.observed_at,
            versions.is_version,
            versions.is_first_of_record,
            lag(versions.new_value) over (
                partition by versions.record_id order by versions.observed_at
            ) as old_value,
            lag(versions.observed_at) over (
                partition by versions.record_id order by versions.observed_at
            ) as previous_observed_at,
            min(versions._exported_at) over () as first_exported_at
        from (
            select
                {{ key }} as record_id,
                {{ column }} as new_value,
                {{ relation }}._exported_at,
                coalesce({{ relation }}._version_start, {{ relation }}._exported_at) as observed_at,
                {{ relation }}._version_start is not null as is_version,
                coalesce(
                    {{ relation }}._version_start <= {{ accord.add_days(created_at, 1) }}, false
                ) as is_first_of_record,
                row_number() over (
                    partition by
                        {{ key }},
                        coalesce({{ relation }}._version_start, {{ relation }}._exported_at)
                    order by
                        {{ relation }}._exported_at desc,
                        {{ modified_at }} desc nulls last,
                        {{ relation }}._row desc,
                        {{ relation }}._file desc
                ) as recency
            from {{ relation }}
            where
                {{ relation }}._columns is null
                {%- for told in told_by or [column] %}
                or {{ relation }}._columns like '% {{ told }} %'
                {%- endfor %}
        ) as versions
        where versions.recency = 1
    ) as compared
    where
        (
            compared.previous_observed_at is null
            or compared.new_value is distinct from compared.old_value
        )
        {%- if kept %}
        and ({{ kept }})
        {%- endif %}
{%- endmacro %}
