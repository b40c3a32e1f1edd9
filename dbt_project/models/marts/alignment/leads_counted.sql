with

leads as (

    select * from {{ ref('int_leads_measured') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

leads_counted as (

    select
        -- keys
        leads.lead_id,

        -- attributes
        {%- for dimension, column in var('dimensions').items() %}
        coalesce(leads.{{ column }}, '(unknown)') as {{ dimension }},
        {%- endfor %}

        -- measures
        leads.revenue as credited_revenue,

        -- flags
        {%- for stage in stage_names('is_in_funnel')[1:] %}
        leads.has_recorded_{{ stage }} as is_{{ stage }},
        {%- endfor %}
        {%- for step in var('steps') %}
        leads.is_{{ step.name }}_matured,
        leads.is_{{ step.name }}_matured and leads.is_{{ step.name }}_in_window
            as is_{{ step.name }}_in_window,
        {%- endfor %}

        -- times
        {{ local_date('leads.inquiry_at', 'settings.time_zone') }} as inquired_on

    from leads
    cross join settings

)

select * from leads_counted
