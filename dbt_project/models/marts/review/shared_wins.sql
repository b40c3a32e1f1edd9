{%- set roles = {'first': 'is_first', 'mql': 'is_mql_making', 'last': 'is_last'} -%}
{#- nobody knows what made an MQL that only a later stage tells of -#}
{%- set known = {'mql': 'case when not leads_won.mql_is_imputed then '} -%}
with

leads as (

    select * from {{ ref('fct_leads') }}

),

leads_measured as (

    select * from {{ ref('int_leads_measured') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

touches as (

    select * from {{ ref('int_touches_credited') }}

),

activities as (

    select * from {{ ref('fct_activities') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

stages as (

    select * from {{ ref('dim_stages') }}

),

-- each model of attribution has the same touches
deals_touched as (

    select
        touches.opportunity_id,
        count(touches.activity_id) as touches
        {%- for role, flag in roles.items() %},
        max(case when touches.{{ flag }} then activities.activity_kind end) as {{ role }}_engagement_kind,
        max(case when touches.{{ flag }} then activities.asset end) as {{ role }}_engagement_asset,
        max(case when touches.{{ flag }} then activities.occurred_at end) as {{ role }}_engaged_at
        {%- endfor %}
    from touches
    left join activities
        on touches.activity_id = activities.activity_id
    where touches.model = 'linear'
    group by touches.opportunity_id

),

-- marketing brought the lead to the MQL, else to the inquiry; of one that sales generated to nothing
leads_won as (

    select
        leads.*,
        coalesce(opportunities.account_id, leads.account_id) as won_account_id,
        coalesce(opportunities.owner_id, leads.owner_id) as won_owner_id,
        case
            when leads.origin = 'marketing' and leads.has_mql and not leads.mql_is_imputed then 'mql'
            when leads.origin = 'marketing' then 'inquiry'
        end as marketing_stage
    from leads
    inner join opportunities
        on leads.opportunity_id = opportunities.opportunity_id
    where leads.opportunity_credit is not null and opportunities.outcome = 'won'

),

shared_wins as (

    select
        -- keys
        leads_won.lead_id,
        leads_won.person_id,
        leads_won.opportunity_id,
        leads_won.won_account_id as account_id,
        leads_won.won_owner_id as owner_id,

        -- attributes
        coalesce(accounts.company_name, people.company_name) as account_name,
        leads_won.segment,
        leads_won.source,
        leads_won.campaign,
        users.user_name as owner_name,
        coalesce(users.title, users.role) as owner_title,
        users.team as owner_team,
        leads_won.marketing_stage,
        stages.pilot_team as marketing_team,
        stages.accountable as marketing_role,
        {%- for role in roles %}
        {{ known.get(role, '') }}deals_touched.{{ role }}_engagement_kind
            {{- ' end as mql_engagement_kind' if role == 'mql' }},
        {{ known.get(role, '') }}deals_touched.{{ role }}_engagement_asset
            {{- ' end as mql_engagement_asset' if role == 'mql' }},
        {%- endfor %}

        -- measures
        leads_won.revenue,
        leads_won.opportunity_credit,
        case when leads_measured.days_to_won >= 0 then leads_measured.days_to_won end as days_to_won,
        deals_touched.touches,

        -- times
        leads_won.won_at
        {%- for role in roles %},
        {{ known.get(role, '') }}deals_touched.{{ role }}_engaged_at
            {{- ' end as mql_engaged_at' if role == 'mql' }}
        {%- endfor %}

    from leads_won
    inner join leads_measured
        on leads_won.lead_id = leads_measured.lead_id
    inner join people
        on leads_won.person_id = people.person_id
    inner join deals_touched
        on leads_won.opportunity_id = deals_touched.opportunity_id
    left join accounts
        on leads_won.won_account_id = accounts.account_id
    left join {{ ref('dim_users') }} as users
        on leads_won.won_owner_id = users.user_id
    left join stages
        on leads_won.marketing_stage = stages.stage

)

select * from shared_wins
