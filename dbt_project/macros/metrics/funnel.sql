{#- The stages of the funnel in their order, after the names of the columns that carry them. -#}
{% macro funnel_stages() -%}
    {{ return(['inquiry', 'mql', 'accepted', 'sql', 'opportunity', 'won']) }}
{%- endmacro %}

{#- Rows `stage` and `stage_order` of the stages that lie between the inquiry and the win. -#}
{% macro stages_on_the_way() -%}
    {%- for stage in accord.funnel_stages()[1:-1] %}
    {{ 'union all\n    ' if not loop.first -}}
    select '{{ stage }}' as stage, {{ loop.index + 1 }} as stage_order
    {%- endfor %}
{%- endmacro %}

{#-
  The steps that have a rate: the column's name, the stage entered, the stage reached, and the
  setting that holds its window.
-#}
{% macro funnel_steps() -%}
    {%- set window = 'conversion_window_days' -%}
    {%- set named = [
        ('lead_to_mql', 'inquiry', 'mql', window),
        ('mql_to_accepted', 'mql', 'accepted', window),
        ('accepted_to_sql', 'accepted', 'sql', window),
        ('sql_to_opportunity', 'sql', 'opportunity', window),
        ('opportunity_to_won', 'opportunity', 'won', window),
        ('lead_to_won', 'inquiry', 'won', 'won_window_days'),
    ] -%}
    {%- set steps = [] -%}
    {%- for name, entered, reached, setting in named -%}
        {%- do steps.append(
            {'name': name, 'entered': entered, 'reached': reached, 'window': setting}
        ) -%}
    {%- endfor -%}
    {{ return(steps) }}
{%- endmacro %}
