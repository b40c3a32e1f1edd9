{#-
  open, won or lost: by the state of an opportunity, in number or either language, else by the reason of its
  status.
-#}
{% macro dynamics_deal_state() -%}
    case
        when coalesce(state, state_code) is not null
            then {{ dynamics_deal_status('coalesce(state, state_code)') | indent(12) }}
        when status_reason_code = '3' or {{ regex_matches('lower(status_reason)', '^(won|conclu|gagn)') }}
            then 'won'
        when
            status_reason_code in ('4', '5')
            or {{ regex_matches('lower(status_reason)', '^(lost|cancel|out-sold|perdu|annul)') }}
            then 'lost'
        when coalesce(status_reason, status_reason_code) is not null then 'open'
    end
{%- endmacro %}


{#-
  How an opportunity stands: won or lost, else its pipeline phase, its sales stage, or that it is open.
  `opportunities` are labelled.
-#}
{% macro dynamics_deal_stage(opportunities) -%}
    case
        when {{ opportunities }}.status <> 'open' then {{ opportunities }}.status
        else coalesce(
            {{ opportunities }}.pipeline_phase,
            {{ opportunities }}.sales_stage_shown,
            {{ opportunities }}.status
        )
    end
{%- endmacro %}


{#- open, won or lost, as an entry of the audit log says it: in number, or in a label of either language. -#}
{% macro dynamics_deal_status(expression) -%}
    case
        when {{ regex_matches('lower(' ~ expression ~ ')', '^(1$|won|conclu|gagn)') }} then 'won'
        when {{ regex_matches('lower(' ~ expression ~ ')', '^(2$|lost|perdu)') }} then 'lost'
        when {{ expression }} is not null then 'open'
    end
{%- endmacro %}
