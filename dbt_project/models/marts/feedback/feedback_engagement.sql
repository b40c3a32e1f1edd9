{{ config(alias='engagement') }}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

activities as (

    select * from {{ ref('fct_activities') }}

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

engagements as (

    select
        activities.lead_id,
        activities.activity_id,
        activities.occurred_at,
        coalesce(activities.detail, activities.activity_kind) as asset,
        row_number() over (
            partition by activities.lead_id
            order by activities.occurred_at asc nulls last, activities.activity_id asc
        ) as place,
        row_number() over (
            partition by activities.lead_id
            order by activities.occurred_at desc nulls last, activities.activity_id desc
        ) as recency
    from activities
    where activities.is_marketing

),

-- each asset once, at the last time that the person came to it
assets as (

    select
        lead_id,
        asset,
        row_number() over (
            partition by lead_id order by min(recency)
        ) as recency
    from engagements
    group by lead_id, asset

),

assets_listed as (

    select
        lead_id,
        {{ ordered_list('asset', 'recency', '; ') }} as last_assets
    from assets
    where recency <= 3
    group by lead_id

),

engagements_counted as (

    select
        lead_id,
        count(*) as engagements,
        min(occurred_at) as first_engaged_at,
        max(occurred_at) as last_engaged_at,
        min(case when place = 1 then asset end) as first_asset,
        min(case when recency = 1 then asset end) as last_asset
    from engagements
    group by lead_id

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
        engagements_counted.first_asset,
        engagements_counted.last_asset,
        assets_listed.last_assets,

        -- measures
        coalesce(engagements_counted.engagements, 0) as engagements,

        -- times
        leads_latest.mql_at,
        engagements_counted.first_engaged_at,
        engagements_counted.last_engaged_at

    from leads_latest
    inner join records_keyed
        on leads_latest.person_id = records_keyed.person_id
    inner join people_records
        on records_keyed.record_key = people_records.record_key
    inner join systems
        on people_records.system = systems.system
        and systems.is_crm
    left join engagements_counted
        on leads_latest.lead_id = engagements_counted.lead_id
    left join assets_listed
        on leads_latest.lead_id = assets_listed.lead_id
    where
        leads_latest.recency = 1
        and leads_latest.outcome = 'open'
        and not people_records.is_deleted
        and not coalesce(people_records.is_converted, false)

)

select * from engagement
