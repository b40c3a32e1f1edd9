{{ config(alias='engagement') }}

with

leads as (

    select * from {{ ref('fct_leads') }}

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

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

records_keyed as (

    select * from {{ ref('int_person_records_keyed') }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

leads_latest as (

    select
        leads.*,
        row_number() over (
            partition by leads.person_id order by leads.episode_number desc
        ) as recency
    from leads

),

engagement as (

    select
        -- keys
        people_records.record_key,
        people_records.record_id,
        leads_latest.lead_id,
        leads_latest.person_id,

        -- attributes
        people_records.system,
        people_records.object,
        leads_latest.current_stage,
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
        leads_latest.mql_at,
        engagements.first_engaged_at,
        engagements.last_engaged_at

    from leads_latest
    inner join records_keyed
        on leads_latest.person_id = records_keyed.person_id
    inner join people_records
        on records_keyed.record_key = people_records.record_key
    inner join systems
        on people_records.system = systems.system
        and systems.is_crm
    left join handoffs
        on leads_latest.lead_id = handoffs.lead_id
    left join scores
        on leads_latest.person_id = scores.person_id
        and scores.recency = 1
    left join engagements
        on leads_latest.lead_id = engagements.lead_id
    where
        leads_latest.recency = 1
        and leads_latest.outcome = 'open'
        and not people_records.is_deleted
        and not coalesce(people_records.is_converted, false)

)

select * from engagement
