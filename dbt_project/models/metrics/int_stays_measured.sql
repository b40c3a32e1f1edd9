with

transitions as (

    select * from {{ ref('fct_stage_transitions') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

journey as (

    select * from {{ ref('int_stages') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- an end is left by nobody: time in it is no time in the funnel
stays as (

    select
        transitions.transition_id,
        transitions.lead_id,
        transitions.to_stage as stage,
        leads.origin_system,
        leads.source,
        leads.channel,
        leads.campaign,
        leads.segment,
        leads.country,
        leads.owner_id,
        {{- custom_dimensions_of('leads') }}
        settings.conversion_window_days as window_days,
        transitions.days_in_stage,
        {{ elapsed_days(
            'transitions.entered_at',
            '(transitions.entered_has_time and not transitions.is_observed)',
            'settings.as_of', 'true', 'settings.time_zone'
        ) | indent(8) }} as age_days,
        -- a lead that went on at an unknown time is no longer in the stage
        transitions.exited_at is not null
        or transitions.to_stage != leads.current_stage as is_exited,
        transitions.entered_at,
        transitions.exited_at
    from transitions
    inner join journey
        on transitions.to_stage = journey.stage
    inner join leads
        on transitions.lead_id = leads.lead_id
    cross join settings
    where
        journey.is_in_funnel
        and not journey.is_end
        and not transitions.is_imputed

),

stays_measured as (

    select
        stays.*,
        stays.age_days >= stays.window_days as is_matured,
        -- a stay that is over but cannot be measured says nothing of how long stays last
        case when stays.is_exited then stays.days_in_stage else stays.age_days end as observed_days
    from stays

)

select * from stays_measured
