{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_assigned') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

person_opportunities as (

    select * from {{ ref('int_person_opportunities') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_valued') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

assignments as (

    select * from {{ ref('int_lead_assignments') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

links_named as (

    select
        events.lead_id,
        person_opportunities.opportunity_key,
        person_opportunities.link_method
    from events
    inner join person_opportunities
        on events.person_id = person_opportunities.person_id
        and events.opportunity_key = person_opportunities.opportunity_key
    where events.stage = 'opportunity' and events.is_within

    union all

    -- the person came after the opportunity: shown on its first lead
    select
        episodes.lead_id,
        person_opportunities.opportunity_key,
        person_opportunities.link_method
    from person_opportunities
    inner join episodes
        on person_opportunities.person_id = episodes.person_id
        and episodes.episode_number = 1
    where person_opportunities.link_method = 'influenced'

),

leads_linked as (

    select distinct lead_id from links_named

),

-- no link at all: the only opportunity of the same account and owner soon after the handoff
candidates as (

    select
        handoffs.lead_id,
        opportunities.opportunity_key,
        count(*) over (partition by handoffs.lead_id) as candidate_count
    from handoffs
    cross join settings
    inner join people
        on handoffs.person_id = people.person_id
    inner join assignments
        on handoffs.lead_id = assignments.lead_id
    inner join opportunities
        on people.account_id = opportunities.account_id
        and assignments.owner_id = opportunities.owner_key
    left join leads_linked
        on handoffs.lead_id = leads_linked.lead_id
    where
        leads_linked.lead_id is null
        and {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'opportunities.created_at', 'opportunities.created_has_time', 'settings.time_zone'
        ) }} between 0 and settings.inferred_link_days

),

links as (

    select
        lead_id,
        opportunity_key,
        link_method
    from links_named

    union all

    select
        lead_id,
        opportunity_key,
        'inferred' as link_method
    from candidates
    where candidate_count = 1

),

links_judged as (

    select
        links.lead_id,
        links.opportunity_key,
        links.link_method,
        links.link_method <> 'influenced'
        and (links.link_method <> 'inferred' or settings.include_inferred_links) as is_counted
    from links
    cross join settings

),

lead_opportunities as (

    select
        -- keys
        links_judged.lead_id,
        links_judged.opportunity_key,

        -- attributes
        links_judged.link_method,
        opportunities.outcome,

        -- measures
        case
            when links_judged.is_counted
                then {{ true_divide(
                    '1',
                    'sum(case when links_judged.is_counted then 1 else 0 end) over ('
                    ~ 'partition by links_judged.opportunity_key)'
                ) }}
        end as opportunity_credit,
        sum(case when links_judged.is_counted then 1 else 0 end) over (
            partition by links_judged.opportunity_key
        ) as counted_leads,
        opportunities.reporting_amount,

        -- flags
        links_judged.is_counted,
        opportunities.is_deleted,
        opportunities.created_has_time,
        opportunities.closed_has_time,
        opportunities.closed_is_observed,

        -- times
        opportunities.created_at,
        opportunities.closed_at,
        opportunities.closed_known_at

    from links_judged
    inner join opportunities
        on links_judged.opportunity_key = opportunities.opportunity_key

)

select * from lead_opportunities
