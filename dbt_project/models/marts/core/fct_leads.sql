{#- every lead has its inquiry -#}
{%- set stages = stage_names()[1:] -%}
with

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

dimensions as (

    select * from {{ ref('int_lead_dimensions') }}

),

stages as (

    select * from {{ ref('int_lead_stages_pivoted') }}

),

last_stages as (

    select
        lead_id,
        to_stage
    from {{ ref('int_lead_transitions') }}
    where next_stage is null

),

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

mqls as (

    select * from {{ ref('int_mqls_received') }}

),

revenues as (

    select * from {{ ref('int_lead_revenues') }}

),

reasons as (

    select * from {{ ref('int_lead_reasons_mapped') }}

),

statuses as (

    select * from {{ ref('int_lead_statuses') }}

),

leads_contradicted as (

    select distinct lead_id from {{ ref('int_lead_contradictions') }}

),

leads as (

    select
        -- keys
        episodes.lead_id,
        episodes.person_id,
        dimensions.account_id,
        handoffs.handoff_id,
        revenues.opportunity_id,
        cast(episodes.episode_number as integer) as episode_number,

        -- attributes
        dimensions.origin,
        dimensions.origin_system,
        dimensions.source,
        dimensions.channel,
        dimensions.campaign,
        dimensions.segment,
        dimensions.country,
        dimensions.owner_id,
        case
            when stages.has_won then 'won'
            else coalesce(episodes.end_stage, last_stages.to_stage)
        end as current_stage,
        case when stages.has_won then 'won' else coalesce(episodes.end_stage, 'open') end as outcome,
        statuses.status,
        reasons.reason_code,
        reasons.reason_text,
        revenues.link_method,
        dimensions.agreement_version,

        -- measures
        revenues.opportunity_credit,
        revenues.revenue,
        revenues.open_pipeline,
        coalesce(revenues.won_amounts_missing + revenues.open_amounts_missing, 0)
            as amounts_missing,

        -- flags
        statuses.is_converted,
        coalesce(not mqls.is_received, false) as is_not_delivered,
        leads_contradicted.lead_id is not null as has_contradiction,
        {%- for stage in stages %}
        coalesce(stages.has_{{ stage }}, false) as has_{{ stage }},
        coalesce(stages.{{ stage }}_is_imputed, false) as {{ stage }}_is_imputed,
        coalesce(stages.{{ stage }}_is_observed, false) as {{ stage }}_is_observed,
        coalesce(stages.{{ stage }}_has_time, false) as {{ stage }}_has_time,
        {%- endfor %}
        coalesce(stages.declared_mql_is_imputed, false) as declared_mql_is_imputed,
        coalesce(episodes.inquiry_has_time and episodes.inquiry_at is not null, false)
            as inquiry_has_time,

        -- times
        episodes.inquiry_at,
        stages.declared_mql_at
        {%- for stage in stages %},
        stages.{{ stage }}_at
        {%- endfor %}

    from episodes
    inner join dimensions
        on episodes.lead_id = dimensions.lead_id
    left join mqls
        on episodes.lead_id = mqls.lead_id
    left join stages
        on episodes.lead_id = stages.lead_id
    left join last_stages
        on episodes.lead_id = last_stages.lead_id
    left join handoffs
        on episodes.lead_id = handoffs.lead_id
    left join revenues
        on episodes.lead_id = revenues.lead_id
    left join reasons
        on episodes.lead_id = reasons.lead_id
    left join statuses
        on episodes.lead_id = statuses.lead_id
    left join leads_contradicted
        on episodes.lead_id = leads_contradicted.lead_id

)

select * from leads
