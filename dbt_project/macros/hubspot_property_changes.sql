{#-
  The changes of HubSpot properties, one row each, from the relations that tell them (history files, objects
  exported with their history): a change that several tell counts once. Adds the value before.
-#}
{% macro hubspot_property_changes(relations, key) -%}
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
        {%- for relation in relations %}
        select distinct
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
