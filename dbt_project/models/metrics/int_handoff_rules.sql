with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}
    where mql_basis = 'scored'

),

scores as (

    select * from {{ ref('int_scores_judged') }}
    where is_qualified

),

versions as (

    select distinct
        agreement_version,
        fit_threshold,
        engagement_threshold
    from {{ ref('int_agreement_versions_in_force') }}

),

mql_rules as (

    select * from {{ ref('mql_rules') }}
    where kind in ('fit', 'engagement')

),

rules_met as (

    select * from {{ ref('int_score_rules_met') }}

),

-- by whose points a handoff was made is told by the version at the MQL, later than which it may be
handoff_rules as (

    select
        -- keys
        handoffs.handoff_id,
        handoffs.lead_id,
        scores.agreement_version,
        mql_rules.rule_code,

        -- attributes
        handoffs.decision,

        -- flags
        rules_met.rule_code is not null as is_met,
        coalesce(
            scores.fit_points - rules_met.fit_points < versions.fit_threshold
            or scores.engagement_points - rules_met.engagement_points < versions.engagement_threshold,
            false
        ) as is_decisive,
        handoffs.is_matured,
        handoffs.is_matured
        and handoffs.has_dated_acceptance
        and handoffs.observed_days <= handoffs.window_days as is_accepted_in_window

    from handoffs
    inner join scores
        on handoffs.person_id = scores.person_id
        and handoffs.mql_at = scores.judged_at
    inner join versions
        on scores.agreement_version = versions.agreement_version
    inner join mql_rules
        on scores.agreement_version = mql_rules.agreement_version
    left join rules_met
        on scores.person_id = rules_met.person_id
        and scores.judged_at = rules_met.judged_at
        and mql_rules.rule_code = rules_met.rule_code

)

select * from handoff_rules
