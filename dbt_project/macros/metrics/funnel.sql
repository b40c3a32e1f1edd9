{#- The stages of the funnel in their order, after the names of the columns that carry them. -#}
{% macro funnel_stages() -%}
    {{ return(['inquiry', 'mql', 'accepted', 'sql', 'opportunity', 'won']) }}
{%- endmacro %}

{#-
  The steps that have a rate: the column's name, the stage entered, the stage reached, and the setting
  that holds its window.
-#}
{% macro funnel_steps() -%}
    {%- set window = 'conversion_window_days' -%}
    {{ return([
        {'name': 'lead_to_mql', 'entered': 'inquiry', 'reached': 'mql', 'window': window},
        {'name': 'mql_to_accepted', 'entered': 'mql', 'reached': 'accepted', 'window': window},
        {'name': 'accepted_to_sql', 'entered': 'accepted', 'reached': 'sql', 'window': window},
        {'name': 'sql_to_opportunity', 'entered': 'sql', 'reached': 'opportunity', 'window': window},
        {'name': 'opportunity_to_won', 'entered': 'opportunity', 'reached': 'won', 'window': window},
        {'name': 'lead_to_won', 'entered': 'inquiry', 'reached': 'won', 'window': 'won_window_days'}
    ]) }}
{%- endmacro %}
