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

standings as (

    select * from {{ ref('int_lead_standings') }}

),

evidence as (

    select * from {{ ref('int_lead_evidence') }}

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
        standings.current_stage,
        standings.outcome,
        evidence.evidence_grade,
        evidence.evidence_rule,
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
        standings.has_contradiction,
        standings.entered_has_time as current_stage_has_time,
        {%- for stage in stages %}
        coalesce(stages.has_{{ stage }}, false) as has_{{ stage }},
        coalesce(stages.{{ stage }}_is_imputed, false) as {{ stage }}_is_imputed,
        coalesce(stages.{{ stage }}_is_observed, false) as {{ stage }}_is_observed,
        coalesce(stages.{{ stage }}_has_time, false) as {{ stage }}_has_time,
        {%- endfor %}
        false as declared_mql_is_imputed,
        coalesce(lead_mqls.scored_mql_has_time, false) as scored_mql_has_time,
        coalesce(episodes.inquiry_has_time and episodes.inquiry_at is not null, false)
            as inquiry_has_time,

        -- times
        standings.entered_at as current_stage_at,
        episodes.inquiry_at,
        lead_mqls.declared_mql_at,
        lead_mqls.scored_mql_at
        {%- for stage in stages %},
        stages.{{ stage }}_at
        {%- endfor %}
        {{- custom_values('fct_leads', frozen_in='dimensions') }}

    from episodes
    inner join dimensions
        on episodes.lead_id = dimensions.lead_id
    left join mqls
        on episodes.lead_id = mqls.lead_id
    left join {{ ref('int_lead_mqls') }} as lead_mqls
        on episodes.lead_id = lead_mqls.lead_id
    left join stages
        on episodes.lead_id = stages.lead_id
    inner join standings
        on episodes.lead_id = standings.lead_id
    inner join evidence
        on episodes.lead_id = evidence.lead_id
    left join handoffs
        on episodes.lead_id = handoffs.lead_id
    left join revenues
        on episodes.lead_id = revenues.lead_id
    left join reasons
        on episodes.lead_id = reasons.lead_id
    left join {{ ref('int_lead_statuses') }} as statuses
        on episodes.lead_id = statuses.lead_id
    {{- custom_values_joined('fct_leads', 'episodes.person_id') }}

)

select * from leads
