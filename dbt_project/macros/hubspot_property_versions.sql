{#-
  The property values of a landed object's JSON history, each once: the same change stands in
  every later export. Reads a CTE `settings` of the caller for the zone of times without one.
-#}
{% macro hubspot_property_versions(landed, key) -%}
    with

    records_with_history as (

        select
            hs_object_id as {{ key }},
            properties_with_history
        from {{ landed }}
        where properties_with_history is not null

    ),

    histories as (

        {{ json_entries('records_with_history', 'properties_with_history') }}

    ),

    property_histories as (

        select
            {{ key }},
            entry_name as property,
            entry_text as property_values
        from histories

    ),

    property_values as (

        {{ json_entries('property_histories', 'property_values') }}

    )

    select distinct
        -- keys
        property_values.{{ key }},

        -- attributes
        lower(property_values.property) as property,
        nullif({{ json_text('property_values.entry_text', 'value') }}, '') as value,

        -- flags
        {{ text_has_time(json_text('property_values.entry_text', 'timestamp')) }} as has_time,

        -- times
        {{ utc_of_text(
            json_text('property_values.entry_text', 'timestamp'), 'settings.time_zone'
        ) }} as changed_at

    from property_values
    cross join settings
{%- endmacro %}
