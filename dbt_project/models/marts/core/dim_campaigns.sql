with

campaigns as (

    select * from {{ ref('int_campaigns_unioned') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

campaigns_named as (

    select
        coalesce(campaigns.campaign_name, campaigns.campaign_id) as campaign,
        campaigns.system,
        campaigns.campaign_type,
        campaigns.campaign_status,
        campaigns.starts_on,
        campaigns.ends_on,
        campaigns.budgeted_cost,
        campaigns.actual_cost,
        campaigns.currency,
        row_number() over (
            partition by coalesce(campaigns.campaign_name, campaigns.campaign_id)
            order by case when systems.is_crm then 0 else 1 end, campaigns.system, campaigns.campaign_key
        ) as precedence
    from campaigns
    left join systems
        on campaigns.system = systems.system

),

campaigns_stated as (

    select people.first_campaign as campaign from people
    where people.first_campaign is not null

    union

    select activities.campaign from activities
    where activities.campaign is not null

    union

    select campaigns_named.campaign from campaigns_named

),

campaigns_published as (

    select
        -- keys
        campaigns_stated.campaign,

        -- attributes
        campaigns_named.system,
        campaigns_named.campaign_type,
        campaigns_named.campaign_status,

        -- measures
        campaigns_named.budgeted_cost,
        campaigns_named.actual_cost,
        campaigns_named.currency,

        -- flags
        campaigns_named.campaign is not null as is_exported,

        -- times
        campaigns_named.starts_on,
        campaigns_named.ends_on

    from campaigns_stated
    left join campaigns_named
        on campaigns_stated.campaign = campaigns_named.campaign
        and campaigns_named.precedence = 1

)

select * from campaigns_published
