with

leads as (

    select * from {{ ref('int_leads_timed') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

leads_measured as (

    select
        leads.*,
        {%- for step in var('steps') %}
        {%- set name, entered, reached = step.name, step.entered, step.reached %}
        leads.has_recorded_{{ entered }} and leads.has_{{ reached }} as is_{{ name }},
        -- entered at a known time and old enough
        coalesce(
            leads.has_recorded_{{ entered }}
            and {{ elapsed_days(
                'leads.' ~ entered ~ '_at', 'leads.' ~ entered ~ '_has_time',
                'settings.as_of', 'true', 'settings.time_zone'
            ) | indent(12) }} >= settings.{{ step.window }}, false
        ) as is_{{ name }}_matured,
        -- A time before the step was entered contradicts it and is in no window, nor is a step across a
        -- conversion that came when the lead was over
        coalesce(
            {{ elapsed_days(
                'leads.' ~ entered ~ '_at', 'leads.' ~ entered ~ '_has_time',
                'leads.' ~ reached ~ '_at', 'leads.' ~ reached ~ '_has_time',
                'settings.time_zone'
            ) | indent(12) }} between 0 and settings.{{ step.window }}
            and not (
                leads.converted_late_at is not null
                and leads.{{ entered }}_at < leads.converted_late_at
                and leads.{{ reached }}_at >= leads.converted_late_at
            ),
            false
        ) as is_{{ name }}_in_window,
        {%- endfor %}
        case
            when leads.converted_late_at is null
                then {{ elapsed_days(
                    'leads.inquiry_at', 'leads.inquiry_has_time', 'leads.won_at',
                    'leads.won_has_time', 'settings.time_zone'
                ) | indent(16) }}
        end as days_to_won
    from leads
    cross join settings

)

select * from leads_measured
