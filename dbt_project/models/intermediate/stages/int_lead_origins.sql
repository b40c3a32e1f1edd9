{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

stages as (

    select * from {{ ref('int_lead_stages_recorded') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

sales_stages_ranked as (

    select
        lead_id,
        person_id,
        has_time,
        coalesce(reached_at, placed_at) as reached_at,
        row_number() over (
            partition by lead_id
            order by coalesce(reached_at, placed_at) asc, stage_order asc
        ) as age_rank
    from stages
    where stage in {{ stages_with('is_of_sales') }}

),

mqls as (

    select lead_id from stages
    where stage = 'mql'

),

engaged_before as (

    select distinct sales_stages_ranked.lead_id
    from sales_stages_ranked
    cross join settings
    inner join activities
        on sales_stages_ranked.person_id = activities.person_id
        and activities.is_marketing
        and activities.occurred_at
        <= {{ add_days('sales_stages_ranked.reached_at', 1) }}
    where
        sales_stages_ranked.age_rank = 1
        and {{ elapsed_days(
            'activities.occurred_at', 'activities.occurred_has_time',
            'sales_stages_ranked.reached_at', 'sales_stages_ranked.has_time', 'settings.time_zone'
        ) }} between 0 and settings.sales_generated_lookback_days

),

lead_origins as (

    select
        episodes.lead_id,
        case
            when
                mqls.lead_id is not null
                or sales_stages_ranked.lead_id is null
                or engaged_before.lead_id is not null
                then 'marketing'
            else 'sales'
        end as origin
    from episodes
    left join mqls
        on episodes.lead_id = mqls.lead_id
    left join sales_stages_ranked
        on episodes.lead_id = sales_stages_ranked.lead_id
        and sales_stages_ranked.age_rank = 1
    left join engaged_before
        on episodes.lead_id = engaged_before.lead_id

)

select * from lead_origins
