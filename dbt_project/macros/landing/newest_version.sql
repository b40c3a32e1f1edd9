{#-
  One row per key of a relation of landed rows: its version in the newest export, within one export
  the one that began last, then the last modified, then the one that says deleted, then the last in
  the file (only where all of that is equal, the file's name). Adds `_is_deleted` (it says so by the
  condition `deleted`, or the replicator does; or a row with its modification time, in whichever export,
  unless its own file lists it and has no column that says what is gone; or no version of it lasts),
  `_is_missing` (absent from the newest export of the object, so deleted if that was a full one) and
  `_missing_at` (the first export without it, of one that is deleted the first that says so).
-#}
{% macro newest_version(relation, key, modified_at='_exported_at', deleted=none) -%}
    {#- what is ended and no version of a history was marked as gone -#}
    {%- set says_deleted = '(' ~ deleted ~ ' or (' ~ relation ~ '._is_ended and ' ~ relation
        ~ '._version_start is null))' -%}
    {%- set is_deleted %}
            versions._says_deleted
            or versions._is_ended
            or (
                versions._deleted_modified_at = versions.{{ modified_at }}
                and coalesce(
                    versions._columns like '% archived %'
                    or versions._columns like '% is_archived %'
                    or versions._columns like '% is_deleted %'
                    or versions._columns like '% _version_%',
                    true
                )
            )
    {%- endset %}
    select
        versions.*,
        {%- if deleted %}
        coalesce({{ is_deleted }}, false) as _is_deleted,
        {%- endif %}
        coalesce(exports.next_exported_at is not null, false) as _is_missing,
        {%- if deleted %}
        case
            when {{ is_deleted }}
                then coalesce(versions._first_deleted_at, versions._exported_at)
            else exports.next_exported_at
        end as _missing_at
        {%- else %}
        exports.next_exported_at as _missing_at
        {%- endif %}
    from (
        select
            {{ relation }}.*,
            {%- if deleted %}
            {{ says_deleted }} as _says_deleted,
            max(case when {{ says_deleted }} then {{ modified_at }} end) over (
                partition by {{ key }}
            ) as _deleted_modified_at,
            min(case when {{ says_deleted }} then {{ relation }}._exported_at end) over (
                partition by {{ key }}
            ) as _first_deleted_at,
            {%- endif %}
            row_number() over (
                partition by {{ key }}
                order by
                    {{ relation }}._exported_at desc,
                    {{ relation }}._version_start desc nulls last,
                    {{ modified_at }} desc nulls last,
                    {%- if deleted %}
                    case when {{ says_deleted }} then 0 else 1 end,
                    {%- endif %}
                    {{ relation }}._row desc,
                    {{ relation }}._file desc
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
