with

leads as (

    select * from {{ ref('int_leads_timed') }}

),

entries as (
    {% for stage in stage_names('is_in_funnel') %}
    select
        leads.*,
        '{{ stage }}' as stage,
        leads.has_recorded_{{ stage }} as is_recorded,
        {% if loop.first -%}
        false as has_recorded_previous,
        {%- else -%}
        leads.has_recorded_{{ loop.previtem }} as has_recorded_previous,
        {%- endif %}
        leads.{{ stage }}_at as entered_at
    from leads
    where leads.has_{{ stage }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from entries
