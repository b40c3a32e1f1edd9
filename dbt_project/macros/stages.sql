{#- Names of the stages declared in dbt_project.yml in their order: all, or those with a flag. -#}
{% macro stage_names(flag=none) -%}
    {%- set names = [] -%}
    {%- for stage, flags in var('stages').items() if flag is none or flag in flags -%}
        {%- do names.append(stage) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{#- The stages with a flag, to stand after `in`. -#}
{% macro stages_with(flag) -%}
    ('{{ accord.stage_names(flag) | join("', '") }}')
{%- endmacro %}

{#- The declared stages as rows, with a column for each flag. -#}
{% macro stage_rows() -%}
    {%- set all_flags = [] -%}
    {%- for flags in var('stages').values() -%}
        {%- for flag in flags if flag not in all_flags -%}{%- do all_flags.append(flag) -%}{%- endfor -%}
    {%- endfor -%}
    {%- for stage, flags in var('stages').items() %}
    select
        '{{ stage }}' as stage,
        {{ loop.index }} as stage_order
        {%- for flag in all_flags %},
        {{ 'true' if flag in flags else 'false' }} as {{ flag }}
        {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
