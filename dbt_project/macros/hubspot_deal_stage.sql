{#-
  A stage of a deal as mappings name it: HubSpot's own stages by their id, one of the portal's own, whose id
  is a number, by its label where it is known. `stages` is joined on the id.
-#}
{% macro hubspot_deal_stage(stage, stages) -%}
    case
        when {{ regex_matches(stage, '^[0-9]+$') }} then coalesce({{ stages }}.label, {{ stage }})
        else {{ stage }}
    end
{%- endmacro %}
