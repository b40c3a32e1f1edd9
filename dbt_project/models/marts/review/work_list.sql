with

handoffs as (

    select * from {{ ref('fct_handoffs') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

users as (

    select * from {{ ref('dim_users') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- of two clocks the one of which more is used; of equals the touch
clocks_ranked as (

    select
        handoffs_open.*,
        row_number() over (
            partition by handoff_id order by used_of_target desc nulls last, clock desc
        ) as urgency
    from {{ ref('handoffs_open') }} as handoffs_open

),

handoffs_listed as (

    select
        handoffs.*,
        case
            when clocks.clock is null then 'given_back'
            when clocks.risk = 'overdue' then 'breached'
            when clocks.risk = 'at_risk' then 'at_risk'
            else 'to_work'
        end as list_name,
        clocks.clock,
        clocks.to_do,
        clocks.target_business_minutes,
        clocks.used_business_minutes,
        clocks.used_of_target,
        clocks.due_at,
        case when clocks.clock is null then handoffs.decided_at end as given_back_at
    from handoffs
    cross join settings
    left join clocks_ranked as clocks
        on handoffs.handoff_id = clocks.handoff_id
        and clocks.urgency = 1
    where
        clocks.clock is not null
        or (
            handoffs.decision in {{ stages_with('is_refusal') }}
            and {{ elapsed_days(
                'handoffs.decided_at', 'handoffs.decision_has_time', 'settings.as_of', 'true',
                'settings.time_zone'
            ) | indent(12) }} between 0 and 7
        )

),

engagements_ranked as (

    select
        fct_activities.*,
        row_number() over (
            partition by person_id order by occurred_at desc, activity_id desc
        ) as recency
    from {{ ref('fct_activities') }} as fct_activities
    where is_marketing and occurred_at is not null

),

work_list as (

    select
        -- keys
        handoffs_listed.handoff_id,
        handoffs_listed.lead_id,
        handoffs_listed.person_id,
        handoffs_listed.account_id,
        coalesce(handoffs_listed.last_owner_id, handoffs_listed.owner_id) as owner_id,

        -- attributes
        handoffs_listed.list_name,
        row_number() over (
            partition by handoffs_listed.list_name
            order by
                handoffs_listed.used_of_target desc nulls last,
                handoffs_listed.given_back_at desc nulls last,
                handoffs_listed.handed_off_at asc nulls last,
                handoffs_listed.handoff_id asc
        ) as list_position,
        handoffs_listed.clock,
        handoffs_listed.to_do,
        people.first_name,
        people.last_name,
        people.company_name,
        users.user_name as owner_name,
        users.team as owner_team,
        handoffs_listed.segment,
        handoffs_listed.source,
        handoffs_listed.campaign,
        handoffs_listed.missing_fields,
        engagements.activity_kind as last_engagement_kind,
        engagements.asset as last_engagement_asset,
        handoffs_listed.decision,
        handoffs_listed.reason_code,
        reasons.action,
        handoffs_listed.agreement_version,

        -- measures
        handoffs_listed.target_business_minutes,
        handoffs_listed.used_business_minutes,
        handoffs_listed.used_of_target,
        handoffs_listed.attempts,

        -- times
        handoffs_listed.handed_off_at,
        handoffs_listed.due_at,
        handoffs_listed.given_back_at as decided_at,
        engagements.occurred_at as last_engaged_at

    from handoffs_listed
    inner join people
        on handoffs_listed.person_id = people.person_id
    left join users
        on coalesce(handoffs_listed.last_owner_id, handoffs_listed.owner_id) = users.user_id
    left join engagements_ranked as engagements
        on handoffs_listed.person_id = engagements.person_id
        and engagements.recency = 1
    left join {{ ref('reasons') }} as reasons
        on handoffs_listed.reason_code = reasons.reason_code

)

select * from work_list
