{#-
  One row per key of a relation of landed rows: its version in the newest export, within one export
  the last modified, then the last in the file. Adds `_is_missing` (absent from the newest export of
  the object, so deleted if that was a full one) and `_missing_at` (the first export without it).
-#}
{% macro newest_version(relation, key, modified_at='_exported_at') -%}
    select
        versions.*,
        coalesce(exports.next_exported_at is not null, false) as _is_missing,
        exports.next_exported_at as _missing_at
    from (
        select
            {{ relation }}.*,
            row_number() over (
                partition by {{ key }}
                order by
                    {{ relation }}._exported_at desc,
                    {{ modified_at }} desc nulls last,
                    {{ relation }}._file desc,
                    {{ relation }}._row desc
            ) as _recency
        from {{ relation }}
    ) as versions
    left join (
        select
            object_exports._exported_at,
            lead(object_exports._exported_at) over (
                order by object_exports._exported_at
            ) as next_exported_at
        from (
            select distinct {{ relation }}._exported_at
            from {{ relation }}
        ) as object_exports
    ) as exports
        on versions._exported_at = exports._exported_at
    where versions._recency = 1
{%- endmacro %}
