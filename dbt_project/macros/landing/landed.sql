{#-
  The landed rows of one object that this night may read: those of exports up to `as_of`.
  Each row carries the object's declared columns and `_export`, `_exported_at`, `_file`, `_row`, `_extra`,
  `_columns` (the declared columns that its file had), and of a replicator's table `_version_start`
  and `_is_ended` (a version that is no longer the record's, or a record that is marked as gone).
-#}
{% macro landed(system, object) -%}
    select
        landed_rows.*,
        not coalesce(
            landed_rows._version_active,
            landed_rows._version_end is null or landed_rows._version_end like '%9999%'
        )
        or coalesce(lower(landed_rows._version_deleted) not in ('false', 'f', 'no', 'n', '0'), false)
            as _is_ended
    from {{ source(system, object) }} as landed_rows
    cross join {{ source('control', 'settings') }} as settings
    where landed_rows._exported_at <= settings.as_of
{%- endmacro %}
