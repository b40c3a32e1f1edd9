{{ config(materialized='table') }}

with

standings as (

    select * from {{ ref('int_lead_standings') }}

),

journey as (

    select * from {{ ref('int_stages') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

revenues as (

    select * from {{ ref('int_lead_revenues') }}

),

reasons as (

    select * from {{ ref('int_lead_reasons_mapped') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- what a stage is held against follows from what it is
leads_asked as (

    select
        standings.*,
        case
            when journey.is_refusal then 'reason'
            when journey.is_of_a_deal then 'amount'
            when journey.is_taken_on then 'outreach'
            when journey.is_in_funnel then 'engagement'
            else 'nothing'
        end as asked_for
    from standings
    inner join journey
        on standings.current_stage = journey.stage

),

activities_asked as (

    select
        person_id,
        case when is_marketing then 'engagement' else 'outreach' end as shows,
        coalesce(occurred_has_time, false) as has_time,
        occurred_at
    from activities
    where
        occurred_at is not null
        and (is_marketing or is_human_outbound or (activity_kind = 'meeting' and is_done))

),

activities_compared as (

    select
        leads_asked.lead_id,
        settings.evidence_days,
        {{ elapsed_days(
            'activities_asked.occurred_at', 'activities_asked.has_time', 'settings.as_of', 'true',
            'settings.time_zone'
        ) }} as days_ago,
        {{ elapsed_days(
            'leads_asked.entered_at', 'leads_asked.entered_has_time',
            'activities_asked.occurred_at', 'activities_asked.has_time', 'settings.time_zone'
        ) }} as days_after_entry
    from leads_asked
    cross join settings
    inner join activities_asked
        on leads_asked.person_id = activities_asked.person_id
        and leads_asked.asked_for = activities_asked.shows

),

activities_found as (

    select
        lead_id,
        min(
            case
                when days_ago <= evidence_days then 1
                when abs(days_after_entry) <= evidence_days then 2
                else 3
            end
        ) as nearness
    from activities_compared
    group by lead_id

),

leads_judged as (

    select
        leads_asked.lead_id,
        case
            when leads_asked.has_contradiction then 'contradiction'
            when leads_asked.asked_for = 'reason' and reasons.reason_code <> '(none given)' then 'reason'
            when leads_asked.asked_for = 'amount' and revenues.has_amount then 'amount'
            when activities_found.nearness = 1 then leads_asked.asked_for || '_recent'
            when activities_found.nearness = 2 then leads_asked.asked_for || '_at_entry'
            when activities_found.nearness = 3 then leads_asked.asked_for || '_old'
            when leads_asked.asked_for = 'nothing' then 'nothing_shows_it'
            else 'no_' || leads_asked.asked_for
        end as evidence_rule
    from leads_asked
    left join activities_found
        on leads_asked.lead_id = activities_found.lead_id
    left join revenues
        on leads_asked.lead_id = revenues.lead_id
    left join reasons
        on leads_asked.lead_id = reasons.lead_id
        and leads_asked.current_stage = reasons.decision

),

lead_evidence as (

    select
        lead_id,
        case
            when evidence_rule = 'contradiction' then 'contradictory'
            when evidence_rule like 'no_%' or evidence_rule = 'nothing_shows_it' then 'unsupported'
            when evidence_rule like '%_old' then 'stale'
            else 'supported'
        end as evidence_grade,
        evidence_rule
    from leads_judged

)

select * from lead_evidence
