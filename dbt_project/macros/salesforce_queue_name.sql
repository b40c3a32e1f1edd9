{#- The name of the queue (00G…) that owns a Salesforce record, where an export gives it beside the id. -#}
{% macro salesforce_queue_name(owner_id, owner_name) -%}
    case
        when {{ regex_matches('trim(' ~ owner_id ~ ')', '^00G[0-9A-Za-z]{12}([0-9A-Za-z]{3})?$') }}
            then nullif(trim({{ owner_name }}), '')
    end
{%- endmacro %}
