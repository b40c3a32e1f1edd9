{#- The record of a Salesforce that an activity's WhoId names: 00Q… is a lead, 003… a contact. -#}
{% macro salesforce_person_key(who_id, salesforce) -%}
    case substr({{ who_id }}, 1, 3)
        when '00Q' then '{{ salesforce }}:lead:' || {{ who_id }}
        when '003' then '{{ salesforce }}:contact:' || {{ who_id }}
    end
{%- endmacro %}
