{{ config(materialized='table') }}

with

versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}
    where fit_threshold is not null and engagement_threshold is not null

),

attribute_rules_met as (

    select * from {{ ref('int_attribute_rules_met') }}

),

engagement_days as (

    select * from {{ ref('int_engagement_days') }}

),

attributes_known as (

    select * from {{ ref('int_attributes_known') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

attribute_points as (

    select
        attributes_known.person_id,
        attribute_rules_met.agreement_version,
        case when attribute_rules_met.is_missed then -1 else 1 end as weight,
        case when attribute_rules_met.kind = 'fit' then attribute_rules_met.points else 0 end as fit_points,
        case when attribute_rules_met.kind = 'exclusion' then 1 else 0 end as exclusions,
        attributes_known.known_from,
        attributes_known.known_until
    from attributes_known
    inner join attribute_rules_met
        on attributes_known.attribute = attribute_rules_met.attribute
        and attributes_known.value = attribute_rules_met.value

),

moments as (

    select
        person_id,
        occurred_at as judged_at,
        occurred_has_time as has_time,
        false as is_observed
    from activities
    where is_marketing and occurred_at is not null
    {%- for moment in ['known_from', 'known_until'] %}

    union all

    select
        person_id,
        {{ moment }} as judged_at,
        is_from_history as has_time,
        not is_from_history as is_observed
    from attributes_known
    where {{ moment }} is not null
    {%- endfor %}

),

-- what takes effect at a moment is known when it is judged, and what ends with it still counts
steps as (

    select
        moments.person_id,
        versions.agreement_version,
        moments.judged_at as step_at,
        1 as step_order,
        0 as fit_points,
        0 as engagement_points,
        0 as exclusions,
        max(case when moments.has_time then 1 else 0 end) = 1 as has_time,
        min(case when moments.is_observed then 1 else 0 end) = 1 as is_observed
    from moments
    cross join settings
    inner join versions
        on moments.judged_at >= versions.starts_at
        and coalesce(moments.judged_at < versions.ends_at, true)
    where moments.judged_at <= settings.as_of
    group by moments.person_id, versions.agreement_version, moments.judged_at
{% for relation, moment, step_order, fit_points, engagement_points, exclusions in [
    ('attribute_points', 'known_from', 0, 'weight * fit_points', '0', 'weight * exclusions'),
    ('attribute_points', 'known_until', 0, '-weight * fit_points', '0', '-weight * exclusions'),
    ('engagement_days', 'counts_from', 0, '0', 'points', '0'),
    ('engagement_days', 'counts_to', 2, '0', '-points', '0'),
] %}
    union all

    select
        person_id,
        agreement_version,
        {{ moment }} as step_at,
        {{ step_order }} as step_order,
        {{ fit_points }} as fit_points,
        {{ engagement_points }} as engagement_points,
        {{ exclusions }} as exclusions,
        cast(null as boolean) as has_time,
        cast(null as boolean) as is_observed
    from {{ relation }}
    where {{ moment }} is not null
{% endfor %}
),

score_steps as (

    select
        person_id,
        agreement_version,
        step_at,
        step_order,
        sum(fit_points) as fit_points,
        sum(engagement_points) as engagement_points,
        sum(exclusions) as exclusions,
        max(case when has_time then 1 else 0 end) = 1 as has_time,
        max(case when is_observed then 1 else 0 end) = 1 as is_observed
    from steps
    group by person_id, agreement_version, step_at, step_order

)

select * from score_steps
