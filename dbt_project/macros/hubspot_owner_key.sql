{#-
  The user whom HubSpot's owner column names: by id, or, where labels are exported, by name or e-mail
  (`owner_names` is stg_hubspot__owner_names, joined on the folded text). An owner who is not exported
  keeps the text as id.
-#}
{% macro hubspot_owner_key(owner, owner_names='owner_names') -%}
    case
        when {{ owner }} is not null
            then 'hubspot:user:' || coalesce({{ owner_names }}.owner_id, {{ owner }})
    end
{%- endmacro %}
