with

people as (

    select * from {{ ref('int_people_resolved') }}
    where exclusion_reason is null

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- an export may hold a record that was made after the cut-off: nothing is known by it yet
people_known as (

    select
        people.person_id,
        people.first_known_system,
        coalesce(people.first_known_has_time, false) as has_time,
        case when people.first_known_at <= settings.as_of then people.first_known_at end as known_at,
        coalesce(people.first_known_at <= settings.as_of, true) as is_known_by_record
    from people
    cross join settings

),

inquiries as (

    select
        activities.activity_id as event_id,
        activities.person_id,
        activities.record_key,
        activities.system,
        coalesce(activities.occurred_has_time, false) as has_time,
        activities.occurred_at as reached_at,
        people_known.has_time as person_has_time,
        people_known.known_at as person_known_at
    from activities
    inner join people_known
        on activities.person_id = people_known.person_id
    where activities.is_inquiry and activities.occurred_at is not null

),

-- the tools forget records sooner than what was done: an inquiry before every creation known makes the
-- person known
inquiries_ranked as (

    select
        inquiries.person_id,
        inquiries.event_id,
        inquiries.has_time,
        inquiries.reached_at,
        row_number() over (
            partition by inquiries.person_id
            order by inquiries.reached_at asc, inquiries.has_time desc, inquiries.event_id asc
        ) as age_rank
    from inquiries
    cross join settings
    where {{ elapsed_days(
        'inquiries.reached_at', 'inquiries.has_time',
        'inquiries.person_known_at', 'inquiries.person_has_time', 'settings.time_zone'
    ) }} > 0

),

first_inquiries as (

    select * from inquiries_ranked
    where age_rank = 1

),

inquiry_events as (

    select
        inquiries.event_id,
        inquiries.person_id,
        inquiries.record_key,
        inquiries.system,
        'activity' as event_kind,
        'inquiry' as stage,
        'history' as evidence,
        1 as evidence_rank,
        coalesce(inquiries.event_id = first_inquiries.event_id, false) as is_first_known,
        true as can_open,
        true as is_agreed,
        false as is_undated,
        false as is_observed,
        inquiries.has_time,
        inquiries.reached_at
    from inquiries
    left join first_inquiries
        on inquiries.person_id = first_inquiries.person_id
    where
        inquiries.reached_at >= coalesce(
            first_inquiries.reached_at, inquiries.person_known_at, inquiries.reached_at
        )
        or (
            not inquiries.has_time and coalesce(first_inquiries.has_time, inquiries.person_has_time)
        )

    union all

    select
        people_known.person_id as event_id,
        people_known.person_id,
        cast(null as varchar) as record_key,
        people_known.first_known_system as system,
        'first_known' as event_kind,
        'inquiry' as stage,
        'history' as evidence,
        1 as evidence_rank,
        true as is_first_known,
        true as can_open,
        true as is_agreed,
        people_known.known_at is null as is_undated,
        false as is_observed,
        people_known.has_time,
        people_known.known_at as reached_at
    from people_known
    left join first_inquiries
        on people_known.person_id = first_inquiries.person_id
    where people_known.is_known_by_record and first_inquiries.person_id is null

)

select * from inquiry_events
