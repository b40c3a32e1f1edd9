{{ config(materialized='table') }}

with

versions as (

    select distinct
        agreement_version,
        mql_basis,
        fit_threshold,
        engagement_threshold
    from {{ ref('int_agreement_versions_in_force') }}

),

mql_rules as (

    select * from {{ ref('mql_rules') }}

),

score_steps as (

    select * from {{ ref('int_score_steps') }}

),

-- what is met by whoever has no value, until there is one
rules_without_value as (

    select
        agreement_version,
        sum(case when kind = 'fit' and operator = 'is_not_set' then points else 0 end) as fit_points,
        sum(case when kind = 'exclusion' and operator = 'is_not_set' then 1 else 0 end) as exclusions
    from mql_rules
    group by agreement_version

),

steps_summed as (

    select
        score_steps.*,
        sum(coalesce(fit_points, 0)) over so_far as fit_points_so_far,
        sum(coalesce(engagement_points, 0)) over so_far as engagement_points_so_far,
        sum(coalesce(exclusions, 0)) over so_far as exclusions_so_far
    from score_steps
    window so_far as (
        partition by person_id, agreement_version
        order by step_at, step_order
        rows between unbounded preceding and current row
    )

),

moments_scored as (

    select
        steps_summed.person_id,
        steps_summed.agreement_version,
        versions.mql_basis,
        versions.fit_threshold,
        versions.engagement_threshold,
        steps_summed.fit_points_so_far + rules_without_value.fit_points as fit_points,
        steps_summed.engagement_points_so_far as engagement_points,
        steps_summed.exclusions_so_far + rules_without_value.exclusions as exclusions,
        steps_summed.has_time,
        steps_summed.is_observed,
        steps_summed.step_at as judged_at
    from steps_summed
    inner join versions
        on steps_summed.agreement_version = versions.agreement_version
    -- without a rule nothing is scored
    inner join rules_without_value
        on steps_summed.agreement_version = rules_without_value.agreement_version
    where steps_summed.step_order = 1

),

scores_judged as (

    select
        -- keys
        {{ stable_hash(['person_id', 'judged_at', "'scored'"]) }} as score_id,
        person_id,
        agreement_version,

        -- measures
        cast(fit_points as integer) as fit_points,
        cast(engagement_points as integer) as engagement_points,
        cast(exclusions as integer) as exclusions,

        -- flags
        fit_points >= fit_threshold
        and engagement_points >= engagement_threshold
        and exclusions = 0 as is_qualified,
        mql_basis in ('scored', 'either') as makes_mql,
        has_time,
        is_observed,

        -- times
        judged_at

    from moments_scored

)

select * from scores_judged
