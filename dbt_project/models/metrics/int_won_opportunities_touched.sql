with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

lead_opportunities as (

    select * from {{ ref('int_lead_opportunities') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

activities as (

    select * from {{ ref('fct_activities') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

leads_won as (

    select
        lead_opportunities.opportunity_key as opportunity_id,
        leads.person_id,
        leads.mql_at,
        leads.mql_has_time and not leads.mql_is_observed as mql_has_time,
        row_number() over (
            partition by lead_opportunities.opportunity_key
            order by leads.mql_at asc nulls last, leads.lead_id asc
        ) as mql_order
    from lead_opportunities
    inner join leads
        on lead_opportunities.lead_id = leads.lead_id
    where lead_opportunities.is_counted and lead_opportunities.outcome = 'won'

),

-- the leads of one opportunity became MQL when the first of them did
opportunities_won as (

    select
        opportunities.opportunity_id,
        opportunities.account_id,
        opportunities.created_at,
        opportunities.created_has_time,
        leads_won.mql_at,
        leads_won.mql_has_time
    from opportunities
    inner join leads_won
        on opportunities.opportunity_id = leads_won.opportunity_id
        and leads_won.mql_order = 1

),

people_of_opportunities as (

    select
        leads_won.opportunity_id,
        leads_won.person_id
    from leads_won

    union

    select
        opportunities_won.opportunity_id,
        people.person_id
    from opportunities_won
    cross join settings
    inner join people
        on opportunities_won.account_id = people.account_id
    where settings.attribution_level = 'account'

),

touches as (

    select
        activities.*,
        opportunities_won.opportunity_id,
        {{ elapsed_days(
            'activities.occurred_at', 'activities.has_time', 'opportunities_won.created_at',
            'opportunities_won.created_has_time', 'settings.time_zone'
        ) }} as days_before,
        {{ elapsed_days(
            'activities.occurred_at', 'activities.has_time', 'opportunities_won.mql_at',
            'opportunities_won.mql_has_time', 'settings.time_zone'
        ) }} as days_before_mql,
        settings.attribution_lookback_days
    from activities
    cross join settings
    inner join people_of_opportunities
        on activities.person_id = people_of_opportunities.person_id
    inner join opportunities_won
        on people_of_opportunities.opportunity_id = opportunities_won.opportunity_id
    where activities.is_marketing and activities.occurred_at is not null

),

opportunities_touched as (

    select
        -- keys
        touches.opportunity_id,
        touches.activity_id,

        -- attributes
        coalesce(touches.channel, leads.channel, '(unknown)') as channel,
        coalesce(touches.source, leads.source, '(unknown)') as source,
        coalesce(touches.campaign, leads.campaign, '(unknown)') as campaign,
        coalesce(touches.asset, '(unknown)') as asset,

        -- measures
        row_number() over (
            partition by touches.opportunity_id
            order by touches.occurred_at, touches.activity_key, touches.activity_id
        ) as touch_number,
        touches.days_before,

        -- flags
        coalesce(touches.days_before_mql >= 0, false) as is_before_mql

    from touches
    left join leads
        on touches.lead_id = leads.lead_id
    where touches.days_before between 0 and touches.attribution_lookback_days

)

select * from opportunities_touched
