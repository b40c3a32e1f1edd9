with

decisions as (

    select * from {{ ref('int_handoff_decisions') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

stages as (

    select * from {{ ref('int_lead_stages') }}

),

stage_changes as (

    select * from {{ ref('int_stage_changes_mapped') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

person_records as (

    select * from {{ ref('int_person_records_keyed') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

refusals as (

    select
        decisions.handoff_id,
        decisions.lead_id,
        decisions.person_id,
        decisions.record_key,
        decisions.reason,
        coalesce(decisions.decided_at, episodes.ended_at) as decided_at,
        decisions.decision_has_time,
        episodes.opened_at,
        episodes.next_opened_at
    from decisions
    inner join episodes
        on decisions.lead_id = episodes.lead_id
    where decisions.decision in ('rejected', 'recycled')

),

-- what a tool shows of the reason at first sight may be years old
reasons_given as (

    select
        person_id,
        system,
        value as reason,
        evidence,
        has_time and evidence <> 'snapshot' as has_time,
        changed_at
    from stage_changes
    where
        field = 'rejection_reason'
        and value is not null
        and not is_first_seen

),

-- the last one noted up to the decision, else the first one noted after it
reasons_noted as (

    select
        refusals.handoff_id,
        reasons_given.system,
        reasons_given.reason,
        {{ elapsed_days(
            'reasons_given.changed_at', 'reasons_given.has_time',
            'refusals.decided_at', 'refusals.decision_has_time', 'settings.time_zone'
        ) }} as days_before
    from refusals
    cross join settings
    inner join reasons_given
        on refusals.person_id = reasons_given.person_id
        and reasons_given.changed_at >= refusals.opened_at
        and (
            refusals.next_opened_at is null
            or reasons_given.changed_at < refusals.next_opened_at
        )

),

refusals_of_people as (

    select
        episodes.person_id,
        stages.lead_id,
        row_number() over (
            partition by episodes.person_id order by stages.placed_at desc, stages.lead_id asc
        ) as recency
    from stages
    inner join episodes
        on stages.lead_id = episodes.lead_id
    where stages.stage in ('rejected', 'recycled')

),

people_with_history as (

    select distinct person_id from reasons_given

),

-- a tool that keeps only the last reason means the last decision
reasons_kept as (

    select
        refusals.handoff_id,
        people_records.system,
        people_records.rejection_reason as reason,
        case when people_records.record_key = refusals.record_key then 0 else 1 end as distance,
        people_records.modified_at
    from refusals
    inner join refusals_of_people
        on refusals.lead_id = refusals_of_people.lead_id
        and refusals_of_people.recency = 1
    inner join person_records
        on refusals.person_id = person_records.person_id
    inner join people_records
        on person_records.record_key = people_records.record_key
    left join people_with_history
        on refusals.person_id = people_with_history.person_id
    where
        people_with_history.person_id is null
        and people_records.rejection_reason is not null

),

reasons_ranked as (

    select
        handoff_id,
        cast(null as varchar) as system,
        reason,
        row_number() over (partition by handoff_id order by reason) as preference,
        1 as kind_rank
    from refusals
    where reason is not null

    union all

    select
        handoff_id,
        system,
        reason,
        row_number() over (
            partition by handoff_id
            order by case when days_before >= 0 then 0 else 1 end, abs(days_before), reason
        ) as preference,
        2 as kind_rank
    from reasons_noted

    union all

    select
        handoff_id,
        system,
        reason,
        row_number() over (
            partition by handoff_id order by distance asc, modified_at desc nulls last, reason asc
        ) as preference,
        3 as kind_rank
    from reasons_kept

),

reasons_chosen as (

    select
        reasons_ranked.*,
        row_number() over (partition by handoff_id order by kind_rank) as choice
    from reasons_ranked
    where preference = 1 and trim(reason) <> ''

),

handoff_reasons as (

    select
        refusals.handoff_id,
        coalesce(reasons_chosen.system, person_records.system) as system,
        reasons_chosen.reason as reason_text
    from refusals
    left join person_records
        on refusals.record_key = person_records.record_key
    left join reasons_chosen
        on refusals.handoff_id = reasons_chosen.handoff_id
        and reasons_chosen.choice = 1

)

select * from handoff_reasons
