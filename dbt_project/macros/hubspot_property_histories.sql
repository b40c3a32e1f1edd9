{#-
  The property values of a landed object's file of history, each once: the same change stands in every later
  export.
-#}
{% macro hubspot_property_histories(object, key) -%}
    with

    landed_changes as (

        {{ landed(this_system(), object ~ '_property_history') }}

    ),

    -- a file whose values were not exported says when something changed, never what
    files_with_values as (

        select distinct
            _export,
            _file
        from landed_changes
        where value is not null

    )

    select distinct
        -- keys
        {{ key }},

        -- attributes
        lower(property) as property,
        value,

        -- flags
        changed_at_has_time as has_time,

        -- times
        changed_at

    from landed_changes
    inner join files_with_values
        on landed_changes._export = files_with_values._export
        and landed_changes._file = files_with_values._file
{%- endmacro %}
