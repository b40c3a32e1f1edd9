{{ config(materialized='table') }}

with

adjustments as (

    select * from {{ ref('int_adjustments_tried') }}

),

scores as (

    select * from {{ ref('int_scores_judged') }}

),

rules_met as (

    select * from {{ ref('int_score_rules_met') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

events as (

    select * from {{ ref('int_lead_events_assigned') }}
    where stage = 'mql' and is_within and is_agreed

),

rulings as (

    select * from {{ ref('int_rulings_keyed') }}
    where ruling = 'is_not_mql'

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- the best proof by a tool, and the first score that has made an MQL
mqls_proven as (

    select
        lead_id,
        event_kind,
        reached_at as mql_at,
        row_number() over (
            partition by lead_id, case when event_kind = 'score' then 1 end
            order by evidence_rank asc, reached_at asc nulls last, has_time desc, event_position asc
        ) as proof_rank
    from events

),

-- what was an MQL before the version began is one whatever the version says
leads_before as (

    select distinct mqls_proven.lead_id
    from mqls_proven
    inner join (select distinct starts_at from adjustments) as starts
        on mqls_proven.mql_at < starts.starts_at
    where mqls_proven.proof_rank = 1

),

scores_adjusted as (

    select
        adjustments.proposal_id,
        scores.person_id,
        scores.judged_at
    from adjustments
    inner join scores
        on adjustments.agreement_version = scores.agreement_version
        and adjustments.fit_threshold <= scores.fit_points
        and adjustments.engagement_threshold <= scores.engagement_points
        and adjustments.starts_at <= scores.judged_at
    left join rules_met
        on adjustments.rule_code = rules_met.rule_code
        and scores.person_id = rules_met.person_id
        and scores.judged_at = rules_met.judged_at
    where
        scores.fit_points - coalesce(rules_met.fit_points, 0) >= adjustments.fit_threshold
        and scores.engagement_points - coalesce(rules_met.engagement_points, 0)
        >= adjustments.engagement_threshold
        and scores.exclusions - coalesce(rules_met.exclusions, 0) = 0

),

mqls_of_leads as (

    select
        scores_adjusted.proposal_id,
        episodes.lead_id,
        scores_adjusted.judged_at as mql_at
    from scores_adjusted
    cross join settings
    inner join episodes
        on scores_adjusted.person_id = episodes.person_id
        and scores_adjusted.judged_at >= episodes.opened_at
        and coalesce(scores_adjusted.judged_at <= episodes.ended_at, true)
        and coalesce(scores_adjusted.judged_at < episodes.next_opened_at, true)
    left join rulings
        on scores_adjusted.person_id = rulings.person_id
        and {{ local_date('scores_adjusted.judged_at', 'settings.time_zone') }} = rulings.mql_on
        and rulings.ruled_on <= {{ local_date('settings.as_of', 'settings.time_zone') }}
    where rulings.person_id is null

    union all

    -- what a tool declared is an MQL under either
    select
        adjustments.proposal_id,
        mqls_proven.lead_id,
        mqls_proven.mql_at
    from mqls_proven
    inner join adjustments
        on mqls_proven.mql_at >= adjustments.starts_at
    where mqls_proven.proof_rank = 1 and mqls_proven.event_kind <> 'score'

),

mqls_adjusted as (

    select
        mqls_of_leads.proposal_id,
        mqls_of_leads.lead_id,
        min(mqls_of_leads.mql_at) as mql_at
    from mqls_of_leads
    left join leads_before
        on mqls_of_leads.lead_id = leads_before.lead_id
    where leads_before.lead_id is null
    group by mqls_of_leads.proposal_id, mqls_of_leads.lead_id

)

select * from mqls_adjusted
