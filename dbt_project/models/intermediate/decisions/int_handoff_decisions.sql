{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

answers as (

    select * from {{ ref('int_handoff_answers') }}

),

rulings as (

    select * from {{ ref('int_rulings_keyed') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- of two rulings on one handoff the later counts
rulings_ranked as (

    select
        handoffs.handoff_id,
        rulings.ruling_id,
        case when rulings.ruling = 'was_accepted' then 'accepted' else 'rejected' end as decision,
        {{ from_zone('cast(rulings.ruled_on as timestamp)', 'settings.time_zone') }} as ruled_at,
        row_number() over (
            partition by handoffs.handoff_id order by rulings.ruled_on desc, rulings.ruling_id desc
        ) as recency
    from handoffs
    cross join settings
    inner join rulings
        on handoffs.person_id = rulings.person_id
        and {{ local_date('handoffs.mql_at', 'settings.time_zone') }} = rulings.mql_on
    where
        rulings.ruling in ('was_accepted', 'was_rejected')
        and rulings.ruled_on <= {{ local_date('settings.as_of', 'settings.time_zone') }}

),

handoff_decisions as (

    select
        handoffs.handoff_id,
        handoffs.lead_id,
        handoffs.person_id,
        rulings_ranked.ruling_id,
        coalesce(rulings_ranked.decision, answers.decision) as decision,
        rulings_ranked.decision is null and answers.decision_is_imputed as decision_is_imputed,
        rulings_ranked.decision is null and answers.decision_has_time as decision_has_time,
        case when rulings_ranked.decision is null then answers.decided_at else rulings_ranked.ruled_at end
            as decided_at
    from handoffs
    left join answers
        on handoffs.handoff_id = answers.handoff_id
    left join rulings_ranked
        on handoffs.handoff_id = rulings_ranked.handoff_id
        and rulings_ranked.recency = 1
    where answers.handoff_id is not null or rulings_ranked.handoff_id is not null

)

select * from handoff_decisions
