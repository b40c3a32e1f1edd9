{#- what sales may still owe: which clock runs, until when, and what is to be done -#}
{%- set clocks = {
    'first_touch': {
        'target': 'touch_sla_target_business_minutes', 'due_at': 'touch_due_at',
        'is_owed': "decision in ('pending', 'accepted') and first_touch_at is null",
        'to_do': "case when owner_id is null then 'assign' else 'touch' end",
    },
    'decision': {
        'target': 'decision_sla_target_business_minutes', 'due_at': 'decision_due_at',
        'is_owed': "decision = 'pending'", 'to_do': "'decide'",
    },
} -%}
with

handoffs as (

    select * from {{ ref('fct_handoffs') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

users as (

    select * from {{ ref('dim_users') }}

),

-- sales owes nothing for a lead that is over
handoffs_of_open_leads as (

    select handoffs.*
    from handoffs
    inner join leads
        on handoffs.lead_id = leads.lead_id
        and leads.outcome = 'open'

),

clocks_running as (
    {% for clock, of_clock in clocks.items() %}
    select
        handoffs_of_open_leads.*,
        '{{ clock }}' as clock,
        {{ of_clock.to_do }} as to_do,
        {{ of_clock.target }} as target_business_minutes,
        age_{{ clock }}_business_minutes as used_business_minutes,
        {{ of_clock.due_at }} as due_at
    from handoffs_of_open_leads
    where {{ of_clock.is_owed }} and {{ of_clock.target }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

handoffs_open as (

    select
        -- keys
        clocks_running.handoff_id,
        clocks_running.clock,
        clocks_running.lead_id,
        clocks_running.person_id,
        clocks_running.account_id,
        coalesce(clocks_running.last_owner_id, clocks_running.owner_id) as owner_id,

        -- attributes
        case
            when clocks_running.used_business_minutes is null then 'not_measurable'
            when clocks_running.used_business_minutes > clocks_running.target_business_minutes
                then 'overdue'
            when clocks_running.used_business_minutes > 0.75 * clocks_running.target_business_minutes
                then 'at_risk'
            else 'on_time'
        end as risk,
        clocks_running.to_do,
        people.email,
        people.first_name,
        people.last_name,
        people.company_name,
        users.user_name as owner_name,
        users.team as owner_team,
        clocks_running.segment,
        clocks_running.source,
        clocks_running.campaign,
        clocks_running.decision,
        clocks_running.missing_fields,

        -- measures
        clocks_running.target_business_minutes,
        clocks_running.used_business_minutes,
        {{ true_divide('clocks_running.used_business_minutes', 'clocks_running.target_business_minutes') }}
            as used_of_target,
        clocks_running.attempts,

        -- times
        clocks_running.handed_off_at,
        clocks_running.due_at

    from clocks_running
    inner join people
        on clocks_running.person_id = people.person_id
    left join users
        on coalesce(clocks_running.last_owner_id, clocks_running.owner_id) = users.user_id

)

select * from handoffs_open
