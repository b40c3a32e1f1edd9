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

accounts as (

    select * from {{ ref('dim_accounts') }}

),

-- the lead by which an account was won first
leads_won as (

    select
        opportunities.account_id,
        leads.segment,
        leads.source,
        row_number() over (
            partition by opportunities.account_id
            order by
                opportunities.closed_at asc nulls last,
                opportunities.opportunity_id asc,
                leads.inquiry_at asc nulls last,
                leads.lead_id asc
        ) as win_order
    from opportunities
    inner join lead_opportunities
        on opportunities.opportunity_id = lead_opportunities.opportunity_key
    inner join leads
        on lead_opportunities.lead_id = leads.lead_id
    where lead_opportunities.is_counted and opportunities.outcome = 'won'

),

customers as (

    select
        accounts.account_id,
        coalesce(leads_won.segment, accounts.segment, '(unknown)') as segment,
        coalesce(leads_won.source, '(unknown)') as source
    from accounts
    left join leads_won
        on accounts.account_id = leads_won.account_id
        and leads_won.win_order = 1

)

select * from customers
