{#- every lead has its inquiry -#}
{%- set stages = stage_names()[1:] -%}
with

stages as (

    select * from {{ ref('int_lead_stages') }}

),

lead_stages_pivoted as (

    select
        lead_id
        {%- for stage in stages %},
        max(case when stage = '{{ stage }}' then 1 else 0 end) = 1 as has_{{ stage }},
        max(case when stage = '{{ stage }}' and is_imputed then 1 else 0 end) = 1
            as {{ stage }}_is_imputed,
        max(case when stage = '{{ stage }}' and is_observed then 1 else 0 end) = 1
            as {{ stage }}_is_observed,
        max(case when stage = '{{ stage }}' and has_time and reached_at is not null then 1 else 0 end) = 1
            as {{ stage }}_has_time,
        max(case when stage = '{{ stage }}' then reached_at end) as {{ stage }}_at
        {%- endfor %}
    from stages
    group by 1

)

select * from lead_stages_pivoted
