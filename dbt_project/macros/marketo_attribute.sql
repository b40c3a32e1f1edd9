{#-
  A value of a Marketo activity's own attributes: a column in a replicator's table, else in the JSON of
  the bulk extract, which is read for the types that have it alone.
-#}
{% macro marketo_attribute(column, name, types) -%}
    coalesce(
        {{ column }},
        case
            when activity_type_id in ({{ types | join(', ') }})
                then nullif({{ json_value('attributes', name) }}, 'null')
        end
    )
{%- endmacro %}
