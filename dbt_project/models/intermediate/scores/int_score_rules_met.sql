{{ config(materialized='table') }}

with

versions as (

    select distinct
        agreement_version,
        fit_threshold,
        engagement_threshold
    from {{ ref('int_agreement_versions_in_force') }}

),

scores as (

    select * from {{ ref('int_scores_judged') }}

),

mql_rules as (

    select * from {{ ref('mql_rules') }}

),

attribute_rules_met as (

    select * from {{ ref('int_attribute_rules_met') }}

),

attributes_known as (

    select * from {{ ref('int_attributes_known') }}

),

engagement_days as (

    select * from {{ ref('int_engagement_days') }}

),

-- whoever has fewer points is no MQL with any rule less
moments as (

    select
        scores.person_id,
        scores.agreement_version,
        scores.judged_at
    from scores
    inner join versions
        on scores.agreement_version = versions.agreement_version
        and scores.fit_points >= versions.fit_threshold
        and scores.engagement_points >= versions.engagement_threshold

),

rules_at_moments as (

    select
        moments.person_id,
        moments.agreement_version,
        attribute_rules_met.rule_code,
        attribute_rules_met.is_missed,
        moments.judged_at
    from moments
    inner join attributes_known
        on moments.person_id = attributes_known.person_id
        and moments.judged_at >= attributes_known.known_from
        and coalesce(moments.judged_at < attributes_known.known_until, true)
    inner join attribute_rules_met
        on moments.agreement_version = attribute_rules_met.agreement_version
        and attributes_known.attribute = attribute_rules_met.attribute
        and attributes_known.value = attribute_rules_met.value

),

rules_counted as (

    select
        person_id,
        agreement_version,
        rule_code,
        1 as times,
        judged_at
    from rules_at_moments
    where not is_missed

    union all

    -- what is met by whoever has no value
    select
        moments.person_id,
        moments.agreement_version,
        mql_rules.rule_code,
        1 as times,
        moments.judged_at
    from moments
    inner join mql_rules
        on moments.agreement_version = mql_rules.agreement_version
        and mql_rules.operator = 'is_not_set'
    left join rules_at_moments
        on moments.person_id = rules_at_moments.person_id
        and moments.judged_at = rules_at_moments.judged_at
        and mql_rules.rule_code = rules_at_moments.rule_code
    where rules_at_moments.person_id is null

    union all

    -- what ends at the moment judged still counts
    select
        moments.person_id,
        moments.agreement_version,
        engagement_days.rule_code,
        count(case when engagement_days.counts_from <= moments.judged_at then 1 end)
        - count(case when engagement_days.counts_to < moments.judged_at then 1 end) as times,
        moments.judged_at
    from moments
    inner join engagement_days
        on moments.person_id = engagement_days.person_id
        and moments.agreement_version = engagement_days.agreement_version
    group by
        moments.person_id, moments.agreement_version, engagement_days.rule_code, moments.judged_at

),

score_rules_met as (

    select
        rules_counted.person_id,
        rules_counted.agreement_version,
        rules_counted.rule_code,
        case when mql_rules.kind = 'fit' then mql_rules.points else 0 end as fit_points,
        case when mql_rules.kind = 'engagement' then mql_rules.points * rules_counted.times else 0 end
            as engagement_points,
        case when mql_rules.kind = 'exclusion' then 1 else 0 end as exclusions,
        rules_counted.judged_at
    from rules_counted
    inner join mql_rules
        on rules_counted.agreement_version = mql_rules.agreement_version
        and rules_counted.rule_code = mql_rules.rule_code
    where rules_counted.times > 0

)

select * from score_rules_met
