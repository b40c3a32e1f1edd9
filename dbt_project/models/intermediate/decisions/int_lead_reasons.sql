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
        has_time and (is_first_seen or evidence <> 'snapshot') as is_timed,
        max(case when evidence = 'history' then 1 else 0 end) over (partition by person_id) as has_history
    from stage_changes
    where field = 'rejection_reason'

),

reasons_compared as (

    select
        reasons_shown.*,
        refusals.lead_id,
        refusals.next_refused_at,
        reasons_shown.changed_at >= refusals.opened_at
        and coalesce(reasons_shown.changed_at < refusals.next_opened_at, true) as is_noted_within,
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

reasons_told as (

    select
        reasons_compared.*,
        case
            when days_before >= 0 then case when is_noted_within and not is_first_seen then 2 else 5 end
            when is_first_seen then 3
            else 4
        end as kind_rank,
        row_number() over (
            partition by lead_id, record_key, days_before >= 0, is_first_seen and days_before < 0
            order by abs(days_before) asc nulls last, value asc nulls last
        ) as distance_rank
    from reasons_compared
    where
        days_before >= 0
        or (is_first_seen and coalesce(changed_at < next_refused_at, true))
        or (not is_first_seen and is_noted_within and (value is not null or evidence = 'snapshot'))

),

reasons_found as (

    select
        lead_id,
        system,
        value as reason,
        kind_rank,
        abs(days_before) as distance,
        cast(null as timestamp) as modified_at
    from reasons_told
    -- an export of after the decision that shows none any more says that none was given
    where distance_rank = 1 and (trim(value) <> '' or kind_rank = 4)

    union all

    select
        refusals.lead_id,
        people_records.system,
        people_records.rejection_reason as reason,
        6 as kind_rank,
        case when people_records.record_key = refusals.record_key then 0 else 1 end as distance,
        people_records.modified_at
    from refusals
    inner join person_records
        on refusals.person_id = person_records.person_id
    inner join people_records
        on person_records.record_key = people_records.record_key
        and trim(people_records.rejection_reason) <> ''
    left join reasons_shown
        on refusals.person_id = reasons_shown.person_id
        and not reasons_shown.is_first_seen
    where refusals.next_refused_at is null and reasons_shown.person_id is null

),

choices as (

    select
        reasons_found.*,
        row_number() over (
            partition by lead_id order by kind_rank, distance nulls last, modified_at desc nulls last, reason
        ) as choice
    from reasons_found

),

lead_reasons as (

    select
        refusals.lead_id,
        refusals.decision,
        coalesce(choices.system, person_records.system) as system,
        case when trim(refusals.reason) <> '' then refusals.reason else choices.reason end as reason_text,
        refusals.reached_at as decided_at
    from refusals
    left join person_records
        on refusals.record_key = person_records.record_key
    left join choices
        on case when coalesce(trim(refusals.reason), '') = '' then refusals.lead_id end = choices.lead_id
        and choices.choice = 1

)

select * from lead_reasons
