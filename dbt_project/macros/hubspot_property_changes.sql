{#-
  The changes of HubSpot properties, one row each, from the relation of history files and the relation of
  objects exported with their history: a change that both tell counts once. Adds the value before.
-#}
{% macro hubspot_property_changes(histories, versions, key) -%}
    select
        changes.{{ key }},
        changes.property,
        changes.value,
        changes.has_time,
        changes.changed_at,
        lag(changes.value) over (
            partition by changes.{{ key }}, changes.property
            order by changes.changed_at, changes.value nulls first
        ) as old_value
    from (
        {%- for relation in [histories, versions] %}
        select
            {{ key }},
            property,
            value,
            has_time,
            changed_at
        from {{ relation }}
        {{ 'union' if not loop.last }}
        {%- endfor %}
    ) as changes
{%- endmacro %}
