{#-
  The changes of fields of an object, each once: the same entry stands in every later export. `fields` (name →
  declared column) are those that models ask for by name, in whichever style the tool names them.
-#}
{% macro pipedrive_changes(object, fields) -%}
    with

    landed_changes as (

        {{ landed(this_system(), object ~ '_flow') }}

    ),

    -- a file whose values were not exported says when something changed, never what
    files_with_values as (

        select distinct
            _export,
            _file
        from landed_changes
        where new_value is not null

    )

    select distinct
        -- keys
        landed_changes.item_id as {{ object }}_id,

        -- attributes
        lower(landed_changes.field_key) as field_key,
        case
            {%- for field, column in fields.items() %}
            when {{ names_column(
                'landed_changes.field_key', this_system(), object ~ 's', [column]
            ) | indent(12) }}
                then '{{ field }}'
            {%- endfor %}
        end as field,
        landed_changes.old_value,
        landed_changes.new_value,

        -- flags
        landed_changes.log_time_has_time as has_time,

        -- times
        landed_changes.log_time as changed_at

    from landed_changes
    inner join files_with_values
        on landed_changes._export = files_with_values._export
        and landed_changes._file = files_with_values._file
    -- what else a flow lists is no change of a field
    where landed_changes.field_key is not null and landed_changes.log_time is not null
{%- endmacro %}
