with

refusals as (

    select * from {{ ref('int_lead_refusals') }}

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

-- a blank is a reason taken away; where there is a history, what an export shows at first adds nothing
reasons_shown as (

    select
        stage_changes.*,
        stage_changes.has_time
        and (stage_changes.is_first_seen or stage_changes.evidence <> 'snapshot') as is_timed,
        max(case when stage_changes.evidence = 'history' then 1 else 0 end) over (
            partition by stage_changes.person_id
        ) as has_history
    from stage_changes
    where stage_changes.field = 'rejection_reason'

),

reasons_compared as (

    select
        refusals.lead_id,
        reasons_shown.system,
        reasons_shown.record_key,
        reasons_shown.value as reason,
        reasons_shown.evidence,
        reasons_shown.is_first_seen,
        coalesce(
            reasons_shown.changed_at >= refusals.opened_at
            and reasons_shown.changed_at < refusals.next_opened_at,
            reasons_shown.changed_at >= refusals.opened_at
        ) as is_noted_within,
        coalesce(reasons_shown.changed_at < refusals.next_refused_at, true)
            as is_before_the_next_refusal,
        {{ elapsed_days(
            'reasons_shown.changed_at', 'reasons_shown.is_timed',
            'refusals.decided_at', 'refusals.has_time', 'settings.time_zone'
        ) }} as days_before
    from refusals
    cross join settings
    inner join reasons_shown
        on refusals.person_id = reasons_shown.person_id
        and (reasons_shown.has_history = 0 or not reasons_shown.is_first_seen)

),

-- Best first: noted with the decision or before it in the same lead; shown by an export after the
-- decision, the last before it; noted after it; in force since before the lead.
reasons_told as (

    select
        reasons_compared.*,
        case
            when days_before >= 0 and is_noted_within and not is_first_seen then 2
            when days_before >= 0 then 5
            when is_first_seen then 3
            else 4
        end as kind_rank
    from reasons_compared
    where
        days_before >= 0
        or (is_first_seen and is_before_the_next_refusal)
        or (
            not is_first_seen
            and is_noted_within
            and (reason is not null or evidence = 'snapshot')
        )

),

reasons_told_ranked as (

    select
        reasons_told.*,
        row_number() over (
            partition by
                lead_id, record_key, case when days_before >= 0 then 0 else kind_rank end
            order by
                abs(days_before) asc nulls last,
                case when reason is null then 1 else 0 end asc,
                reason asc
        ) as distance_rank
    from reasons_told

),

-- a tool that keeps only the last reason means the last decision
reasons_kept as (

    select
        refusals.lead_id,
        people_records.system,
        people_records.rejection_reason as reason,
        row_number() over (
            partition by refusals.lead_id
            order by
                case when people_records.record_key = refusals.record_key then 0 else 1 end asc,
                people_records.modified_at desc nulls last,
                people_records.rejection_reason asc
        ) as distance
    from refusals
    inner join person_records
        on refusals.person_id = person_records.person_id
    inner join people_records
        on person_records.record_key = people_records.record_key
    left join reasons_shown
        on refusals.person_id = reasons_shown.person_id
        and not reasons_shown.is_first_seen
    where
        refusals.next_refused_at is null
        and reasons_shown.person_id is null
        and people_records.rejection_reason is not null

),

reasons_found as (

    select
        lead_id,
        cast(null as varchar) as system,
        reason,
        1 as kind_rank,
        0 as distance
    from refusals

    union all

    select
        lead_id,
        system,
        reason,
        kind_rank,
        abs(days_before) as distance
    from reasons_told_ranked
    where distance_rank = 1

    union all

    select
        lead_id,
        system,
        reason,
        6 as kind_rank,
        distance
    from reasons_kept

),

reasons_chosen as (

    select
        reasons_found.*,
        row_number() over (
            partition by lead_id order by kind_rank asc, distance asc nulls last, reason asc
        ) as choice
    from reasons_found
    -- an export of after the decision that shows none any more says that none was given
    where trim(reason) <> '' or kind_rank = 4

),

lead_reasons as (

    select
        refusals.lead_id,
        refusals.decision,
        coalesce(reasons_chosen.system, person_records.system) as system,
        reasons_chosen.reason as reason_text,
        refusals.reached_at as decided_at
    from refusals
    left join person_records
        on refusals.record_key = person_records.record_key
    left join reasons_chosen
        on refusals.lead_id = reasons_chosen.lead_id
        and reasons_chosen.choice = 1

)

select * from lead_reasons
