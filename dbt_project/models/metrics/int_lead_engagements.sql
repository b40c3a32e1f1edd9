{{ config(materialized='table') }}

with

activities as (

    select * from {{ ref('fct_activities') }}

),

engagements as (

    select
        activities.lead_id,
        activities.activity_id,
        activities.occurred_at,
        coalesce(activities.asset, activities.activity_kind) as asset,
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

lead_engagements as (

    select
        -- keys
        engagements_counted.lead_id,

        -- attributes
        engagements_counted.first_asset,
        engagements_counted.last_asset,
        assets_listed.last_assets,

        -- measures
        engagements_counted.engagements,

        -- times
        engagements_counted.first_engaged_at,
        engagements_counted.last_engaged_at

    from engagements_counted
    inner join assets_listed
        on engagements_counted.lead_id = assets_listed.lead_id

)

select * from lead_engagements
