with

lead_contradictions as (

    select * from {{ ref('int_lead_contradictions') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

revenues as (

    select * from {{ ref('int_lead_revenues') }}

),

contradictions_described as (

    select
        -- keys
        lead_contradictions.contradiction_id,
        lead_contradictions.lead_id,
        episodes.person_id,
        revenues.opportunity_id,

        -- attributes
        lead_contradictions.earlier_stage,
        lead_contradictions.later_stage,

        -- measures
        lead_contradictions.days_between,

        -- times
        lead_contradictions.earlier_stage_at,
        lead_contradictions.later_stage_at

    from lead_contradictions
    inner join episodes
        on lead_contradictions.lead_id = episodes.lead_id
    left join revenues
        on lead_contradictions.lead_id = revenues.lead_id

)

select
    contradiction_id,
    lead_id,
    person_id,
    opportunity_id,
    earlier_stage,
    later_stage,
    days_between,
    earlier_stage_at,
    later_stage_at
from contradictions_described
