with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

handoffs_counted as (

    select
        -- keys
        handoffs.handoff_id,
        handoffs.lead_id,

        -- attributes
        {%- for dimension, column in var('dimensions').items() %}
        coalesce(handoffs.{{ column }}, '(unknown)') as {{ dimension }},
        {%- endfor %}

        -- measures
        handoffs.first_touch_business_minutes,

        -- flags
        handoffs.decision = 'accepted' as is_accepted,
        coalesce(handoffs.is_matured, false) as is_matured,
        coalesce(
            handoffs.is_matured
            and handoffs.has_dated_acceptance
            and handoffs.observed_days <= handoffs.window_days, false
        ) as is_accepted_in_window,
        {%- for sla in ['touch_sla', 'decision_sla'] %}
        coalesce(
            handoffs.{{ sla }}_status in ('met', 'breached') and handoffs.{{ sla }}_is_due, false
        ) as is_{{ sla }}_due,
        coalesce(
            handoffs.{{ sla }}_status = 'met' and handoffs.{{ sla }}_is_due, false
        ) as is_{{ sla }}_met,
        {%- endfor %}

        -- times
        {{ local_date('handoffs.handed_off_at', 'settings.time_zone') }} as handed_off_on

    from handoffs
    cross join settings

)

select * from handoffs_counted
