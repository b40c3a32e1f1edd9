{#-
  The key of the user who owns a Salesforce record; null for a queue (00G…). A report that gives only
  the owner's name has the name in the id's place.
-#}
{% macro salesforce_owner_key(owner_id, owner_name='cast(null as varchar)') -%}
    case
        when substr(trim({{ owner_id }}), 1, 3) = '00G' then null
        else 'salesforce:user:' || coalesce(
            {{ salesforce_id_18(owner_id) }}, nullif(trim({{ owner_name }}), '')
        )
    end
{%- endmacro %}
