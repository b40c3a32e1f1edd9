{{ config(materialized='table') }}

with

versions as (

    select distinct agreement_version from {{ ref('int_agreement_versions_in_force') }}
    where fit_threshold is not null and engagement_threshold is not null

),

mql_rules as (

    select * from {{ ref('mql_rules') }}

),

activities as (

    select
        activities.person_id,
        activities.activity_kind,
        coalesce(activities.asset, '') as asset,
        activities.occurred_at
    from {{ ref('int_activities_classified') }} as activities
    where activities.is_marketing and activities.occurred_at is not null

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- in a pattern of the agreement an asterisk is any text, and nothing else is special
rules as (

    select
        mql_rules.agreement_version,
        mql_rules.rule_code,
        {{ folded_text('mql_rules.subject') }} as activity_kind,
        replace(replace(replace(replace(
            coalesce(nullif({{ folded_text('mql_rules.value') }}, ''), '*'),
            '~', '~~'
        ), '%', '~%'), '_', '~_'), '*', '%') as asset_pattern,
        mql_rules.within_days,
        mql_rules.points
    from mql_rules
    inner join versions
        on mql_rules.agreement_version = versions.agreement_version
    where mql_rules.kind = 'engagement'

),

assets as (

    select distinct
        activity_kind,
        asset
    from activities

),

assets_matched as (

    select
        rules.agreement_version,
        rules.rule_code,
        rules.within_days,
        rules.points,
        assets.activity_kind,
        assets.asset
    from rules
    inner join assets
        on rules.activity_kind = {{ folded_text('assets.activity_kind') }}
    where {{ folded_text('assets.asset') }} like rules.asset_pattern escape '~'

),

engagements as (

    select distinct
        activities.person_id,
        assets_matched.agreement_version,
        assets_matched.rule_code,
        assets_matched.within_days,
        assets_matched.points,
        {{ local_date('activities.occurred_at', 'settings.time_zone') }} as engaged_on,
        activities.occurred_at
    from activities
    cross join settings
    inner join assets_matched
        on activities.activity_kind = assets_matched.activity_kind
        and activities.asset = assets_matched.asset

),

engagements_followed as (

    select
        engagements.*,
        lag(occurred_at) over of_the_day as previous_at,
        lead(occurred_at) over of_the_day as next_at
    from engagements
    window of_the_day as (
        partition by person_id, agreement_version, rule_code, engaged_on order by occurred_at
    )

),

-- a day counts from its first engagement until the window of its last has passed
engagement_days as (

    select
        person_id,
        agreement_version,
        rule_code,
        points,
        occurred_at as engaged_at,
        case
            when coalesce({{ add_days('previous_at', 'within_days') }} < occurred_at, previous_at is null)
                then occurred_at
        end as counts_from,
        case
            when coalesce({{ add_days('occurred_at', 'within_days') }} < next_at, next_at is null)
                then {{ add_days('occurred_at', 'within_days') }}
        end as counts_to
    from engagements_followed

)

select * from engagement_days
where counts_from is not null or counts_to is not null
