{{ config(alias='engagement') }}

with

leads as (

    select
        fct_leads.*,
        row_number() over (
            partition by fct_leads.person_id order by fct_leads.episode_number desc
        ) as recency
    from {{ ref('fct_leads') }} as fct_leads

),

handoffs as (

    select * from {{ ref('fct_handoffs') }}

),

engagements as (

    select * from {{ ref('int_lead_engagements') }}

),

scores as (

    select
        scores_judged.*,
        row_number() over (
            partition by scores_judged.person_id order by scores_judged.judged_at desc
        ) as recency
    from {{ ref('int_scores_judged') }} as scores_judged

),

records as (

    select * from {{ ref('int_person_records_present') }}

),

engagement as (

    select
        -- keys
        records.record_key,
        records.record_id,
        leads.lead_id,
        leads.person_id,

        -- attributes
        records.system,
        records.object,
        leads.current_stage,
        engagements.first_asset,
        engagements.last_asset,
        engagements.last_assets,
        handoffs.mql_basis,
        handoffs.missing_fields,

        -- measures
        coalesce(engagements.engagements, 0) as engagements,
        scores.fit_points,
        scores.engagement_points,

        -- times
        leads.mql_at,
        engagements.first_engaged_at,
        engagements.last_engaged_at

    from leads
    inner join records
        on leads.person_id = records.person_id
    left join handoffs
        on leads.lead_id = handoffs.lead_id
    left join scores
        on leads.person_id = scores.person_id
        and scores.recency = 1
    left join engagements
        on leads.lead_id = engagements.lead_id
    where
        leads.recency = 1
        and records.is_crm
        and leads.outcome = 'open'
        and not records.is_converted

)

select * from engagement
