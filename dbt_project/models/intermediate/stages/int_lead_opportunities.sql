{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_assigned') }}

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
        person_opportunities.link_method,
        true as is_counted
    from events
    inner join person_opportunities
        on events.person_id = person_opportunities.person_id
        and events.opportunity_key = person_opportunities.opportunity_key
    where events.stage = 'opportunity' and events.is_within

    union all

    -- the person came after the opportunity: shown on its first lead
    select
        events.lead_id,
        person_opportunities.opportunity_key,
        person_opportunities.link_method,
        false as is_counted
    from person_opportunities
    inner join events
        on person_opportunities.person_id = events.person_id
    where person_opportunities.link_method = 'influenced' and events.is_opening and events.episode_number = 1

),

-- no link at all: the only opportunity of the same account and owner soon after the handoff
candidates as (

    select
        handoffs.lead_id,
        opportunities.opportunity_key,
        settings.include_inferred_links as is_counted,
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
    left join links_named
        on handoffs.lead_id = links_named.lead_id
    where
        links_named.lead_id is null
        and {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'opportunities.created_at', 'opportunities.created_has_time', 'settings.time_zone'
        ) }} between 0 and settings.inferred_link_days

),

links as (

    select * from links_named

    union all

    select
        lead_id,
        opportunity_key,
        'inferred' as link_method,
        is_counted
    from candidates
    where candidate_count = 1

),

-- the leads of one opportunity that count share it
lead_opportunities as (

    select
        links.lead_id,
        links.opportunity_key,
        links.link_method,
        opportunities.outcome,
        case
            when links.is_counted
                then {{ true_divide('1', 'count(case when links.is_counted then 1 end) over of_the_deal') }}
        end as opportunity_credit,
        count(case when links.is_counted then 1 end) over of_the_deal as counted_leads,
        opportunities.amount is not null as has_amount,
        opportunities.reporting_amount,
        links.is_counted,
        opportunities.is_deleted,
        opportunities.created_has_time,
        opportunities.closed_has_time,
        opportunities.closed_is_observed,
        opportunities.created_at,
        opportunities.closed_at,
        opportunities.closed_known_at
    from links
    inner join opportunities
        on links.opportunity_key = opportunities.opportunity_key
    window of_the_deal as (partition by links.opportunity_key)

)

select * from lead_opportunities
