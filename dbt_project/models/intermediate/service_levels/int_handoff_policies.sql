{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

dimensions as (

    select * from {{ ref('int_lead_dimensions') }}

),

assignments as (

    select * from {{ ref('int_lead_assignments') }}

),

users as (

    select * from {{ ref('int_users_resolved') }}

),

sla_policies as (

    select * from {{ ref('sla_policies') }}

),

user_calendars as (

    select
        calendar,
        subject,
        {{ folded('value') }} as folded_value
    from {{ ref('user_calendars') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

names_of_users as (
    {% for subject, column in [
        ('user', 'user_key'), ('user', 'email'), ('team', 'team'), ('zone', 'time_zone')
    ] %}
    select
        users.user_key,
        '{{ subject }}' as subject,
        {{ folded('users.' ~ column) }} as folded_value
    from users
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- whom a row names before the whole team, and the team before a zone
calendars_of_users as (

    select
        names_of_users.user_key,
        user_calendars.calendar,
        row_number() over (
            partition by names_of_users.user_key
            order by
                case names_of_users.subject when 'user' then 1 when 'team' then 2 else 3 end asc,
                user_calendars.calendar asc
        ) as preference
    from names_of_users
    inner join user_calendars
        on names_of_users.subject = user_calendars.subject
        and names_of_users.folded_value = user_calendars.folded_value

),

-- the segment's own row before the one for every segment
policies_ranked as (

    select
        handoffs.handoff_id,
        sla_policies.calendar,
        sla_policies.first_touch_business_minutes,
        sla_policies.decision_business_minutes,
        sla_policies.min_attempts,
        sla_policies.attempt_days,
        row_number() over (
            partition by handoffs.handoff_id
            order by case when sla_policies.segment = '*' then 1 else 0 end
        ) as policy_rank
    from handoffs
    inner join dimensions
        on handoffs.lead_id = dimensions.lead_id
    inner join sla_policies
        on handoffs.agreement_version = sla_policies.agreement_version
        and (
            sla_policies.segment = '*'
            or {{ folded('sla_policies.segment') }} = {{ folded('dimensions.segment') }}
        )

),

handoff_policies as (

    select
        handoffs.handoff_id,
        coalesce(calendars_of_users.calendar, policies_ranked.calendar) as calendar,
        coalesce(users.time_zone, settings.time_zone) as time_zone,
        policies_ranked.first_touch_business_minutes as touch_sla_target_business_minutes,
        policies_ranked.decision_business_minutes as decision_sla_target_business_minutes,
        policies_ranked.min_attempts,
        policies_ranked.attempt_days
    from handoffs
    cross join settings
    left join policies_ranked
        on handoffs.handoff_id = policies_ranked.handoff_id
        and policies_ranked.policy_rank = 1
    left join assignments
        on handoffs.lead_id = assignments.lead_id
    left join users
        on assignments.owner_id = users.user_key
    left join calendars_of_users
        on assignments.owner_id = calendars_of_users.user_key
        and calendars_of_users.preference = 1

)

select * from handoff_policies
