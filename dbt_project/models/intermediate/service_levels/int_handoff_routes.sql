{{ config(materialized='table') }}

{%- set dimensions = ['segment', 'country', 'channel', 'source', 'campaign'] -%}
with

handoffs as (

    select * from {{ ref('int_handoffs_measured') }}

),

dimensions as (

    select * from {{ ref('int_lead_dimensions') }}

),

rules_matched as (

    select * from {{ ref('int_routing_rules_matched') }}

),

users as (

    select * from {{ ref('int_users_resolved') }}

),

owners_then as (

    select * from {{ ref('int_handoff_owners_then') }}

),

handoffs_ruled as (

    select
        handoffs.handoff_id,
        handoffs.owner_id,
        rules_matched.priority,
        rules_matched.assign_to,
        rules_matched.assignee,
        owners.team as owner_team,
        owners_then.owner_id as owner_then
    from handoffs
    inner join dimensions
        on handoffs.lead_id = dimensions.lead_id
    left join rules_matched
        on handoffs.agreement_version = rules_matched.agreement_version
        {%- for dimension in dimensions %}
        and dimensions.{{ dimension }} is not distinct from rules_matched.{{ dimension }}
        {%- endfor %}
    left join users as owners
        on handoffs.owner_id = owners.user_key
    left join owners_then
        on handoffs.handoff_id = owners_then.handoff_id
        and rules_matched.assign_to = owners_then.assign_to

),

-- a person may be a user of several tools: of those that a rule names, the one who owns it is expected
users_named as (

    select user_key, {{ folded('user_key') }} as name from users

    union

    select user_key, {{ folded('email') }} as name from users
    where email is not null

),

handoffs_expected as (

    select
        handoffs_ruled.handoff_id,
        coalesce(
            min(case when users_named.user_key = handoffs_ruled.owner_id then users_named.user_key end),
            min(users_named.user_key),
            min(handoffs_ruled.owner_then)
        ) as expected_owner_id
    from handoffs_ruled
    left join users_named
        on case when handoffs_ruled.assign_to like 'user:%' then handoffs_ruled.assignee end
        = users_named.name
    group by handoffs_ruled.handoff_id

),

handoff_routes as (

    select
        handoffs_ruled.handoff_id,
        handoffs_expected.expected_owner_id,
        handoffs_ruled.priority as routing_rule,
        case
            when handoffs_ruled.priority is null then 'no_rule'
            when handoffs_ruled.owner_id is null then 'unassigned'
            when
                handoffs_ruled.owner_id = handoffs_expected.expected_owner_id
                or (
                    handoffs_ruled.assign_to like 'team:%'
                    and handoffs_ruled.owner_team = handoffs_ruled.assignee
                )
                then 'as_agreed'
            else 'other_owner'
        end as routing_status
    from handoffs_ruled
    inner join handoffs_expected
        on handoffs_ruled.handoff_id = handoffs_expected.handoff_id

)

select * from handoff_routes
