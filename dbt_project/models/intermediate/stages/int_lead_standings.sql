{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

stages as (

    select * from {{ ref('int_lead_stages_pivoted') }}

),

transitions as (

    select * from {{ ref('int_lead_transitions') }}

),

leads_contradicted as (

    select distinct lead_id from {{ ref('int_lead_contradictions') }}

),

last_stages as (

    select
        lead_id,
        to_stage
    from transitions
    where next_stage is null

),

leads_ended as (

    select
        episodes.lead_id,
        episodes.person_id,
        case
            when stages.has_won then 'won'
            else coalesce(episodes.end_stage, last_stages.to_stage)
        end as current_stage,
        case when stages.has_won then 'won' else coalesce(episodes.end_stage, 'open') end as outcome,
        leads_contradicted.lead_id is not null as has_contradiction
    from episodes
    left join stages
        on episodes.lead_id = stages.lead_id
    left join last_stages
        on episodes.lead_id = last_stages.lead_id
    left join leads_contradicted
        on episodes.lead_id = leads_contradicted.lead_id

),

-- a stage may be entered again: the last time counts
entries as (

    select
        lead_id,
        to_stage,
        entered_has_time,
        entered_at,
        row_number() over (partition by lead_id, to_stage order by transition_number desc) as recency
    from transitions

),

lead_standings as (

    select
        leads_ended.lead_id,
        leads_ended.person_id,
        leads_ended.current_stage,
        leads_ended.outcome,
        leads_ended.has_contradiction,
        coalesce(entries.entered_has_time, false) as entered_has_time,
        entries.entered_at
    from leads_ended
    left join entries
        on leads_ended.lead_id = entries.lead_id
        and leads_ended.current_stage = entries.to_stage
        and entries.recency = 1

)

select * from lead_standings
