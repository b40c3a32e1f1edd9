{#-
  The key of the user who owns a Salesforce record; null for a queue (00G…). A report that gives only
  the owner's name has the name in the id's place.
-#}
{% macro salesforce_owner_key(owner_id, owner_name='cast(null as varchar)') -%}
    {%- set owner = 'coalesce(' ~ salesforce_id_18(owner_id) ~ ", nullif(trim(" ~ owner_name ~ "), ''))" -%}
    case
        when {{ regex_matches(owner, '^00G[0-9A-Za-z]{12}([0-9A-Za-z]{3})?$') }} then null
        when {{ regex_matches(owner, '^005[0-9A-Za-z]{12}([0-9A-Za-z]{3})?$') }}
            then 'salesforce:user:'
            || coalesce({{ salesforce_id_18(owner_id) }}, {{ salesforce_id_18(owner_name) }})
        else 'salesforce:name:' || {{ owner }}
    end
{%- endmacro %}
