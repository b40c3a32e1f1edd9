{#- open, won or lost, in whichever language; what is deleted stands as it stood: it is told by a flag. -#}
{% macro pipedrive_deal_status(expression) -%}
    case
        when {{ regex_matches('lower(' ~ expression ~ ')', '^(won|gagn)') }} then 'won'
        when {{ regex_matches('lower(' ~ expression ~ ')', '^(lost|perdu)') }} then 'lost'
        when {{ expression }} is not null then 'open'
    end
{%- endmacro %}


{#-
  How a deal stands: won or lost, else the name of its stage, which the API gives by an id. `deals` is joined
  with `stages`.
-#}
{% macro pipedrive_deal_stage(deals, stages) -%}
    case
        when {{ deals }}.status <> 'open' then {{ deals }}.status
        else coalesce({{ stages }}.stage_name, {{ deals }}.stage_id)
    end
{%- endmacro %}
