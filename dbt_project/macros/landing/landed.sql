{#-
  The landed rows of one object that this night may read: those of exports up to `as_of`.
  Each row carries the object's declared columns and `_export`, `_exported_at`, `_file`, `_row`, `_extra`.
-#}
{% macro landed(system, object) -%}
    select landed_rows.*
    from {{ source(system, object) }} as landed_rows
    cross join {{ source('control', 'settings') }} as settings
    where landed_rows._exported_at <= settings.as_of
{%- endmacro %}
