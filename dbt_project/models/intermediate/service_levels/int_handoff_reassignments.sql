{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

decisions as (

    select * from {{ ref('int_handoff_decisions') }}

),

owner_changes as (

    select * from {{ ref('int_owner_changes_unioned') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

person_records as (

    select * from {{ ref('int_person_records_keyed') }}

),

users as (

    select * from {{ ref('int_users_resolved') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- from when on the history of an object tells every change; a history of which all is kept, from ever on
histories as (

    select
        people_records.system,
        people_records.object,
        coalesce(max(owner_changes.kept_since), cast('1900-01-01' as timestamp)) as kept_since
    from owner_changes
    inner join people_records
        on owner_changes.record_key = people_records.record_key
    where owner_changes.evidence = 'history'
    group by people_records.system, people_records.object

),

people_tracked as (

    select
        person_records.person_id,
        max(histories.kept_since) as kept_since
    from person_records
    inner join people_records
        on person_records.record_key = people_records.record_key
    inner join histories
        on people_records.system = histories.system
        and people_records.object = histories.object
    group by person_records.person_id

),

-- two records of one person that change hands together do so once
sales_changes as (

    select distinct
        person_records.person_id,
        owner_changes.old_owner_key,
        owner_changes.owner_key,
        coalesce(owner_changes.has_time, false) as has_time,
        owner_changes.changed_at
    from owner_changes
    inner join person_records
        on owner_changes.record_key = person_records.record_key
    inner join users
        on owner_changes.owner_key = users.user_key
        and users.is_sales
    inner join users as users_before
        on owner_changes.old_owner_key = users_before.user_key
        and users_before.is_sales
    where owner_changes.evidence = 'history' and owner_changes.owner_key <> owner_changes.old_owner_key

),

changes_within as (

    select
        handoffs.handoff_id,
        sales_changes.owner_key,
        sales_changes.changed_at,
        row_number() over (
            partition by handoffs.handoff_id
            order by sales_changes.changed_at desc, sales_changes.owner_key asc
        ) as recency
    from handoffs
    cross join settings
    inner join sales_changes
        on handoffs.person_id = sales_changes.person_id
    left join decisions
        on handoffs.handoff_id = decisions.handoff_id
    where
        sales_changes.changed_at <= settings.as_of
        and {{ elapsed_days(
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
            'sales_changes.changed_at', 'sales_changes.has_time', 'settings.time_zone'
        ) }} > 0
        and (
            decisions.decided_at is null
            or {{ elapsed_days(
                'sales_changes.changed_at', 'sales_changes.has_time',
                'decisions.decided_at', 'decisions.decision_has_time', 'settings.time_zone'
            ) }} >= 0
        )

),

handoff_reassignments as (

    select
        handoffs.handoff_id,
        count(changes_within.handoff_id) as reassignments,
        max(case when changes_within.recency = 1 then changes_within.owner_key end) as last_owner_id,
        max(changes_within.changed_at) as last_reassigned_at
    from handoffs
    inner join people_tracked
        on handoffs.person_id = people_tracked.person_id
        and handoffs.handed_off_at >= people_tracked.kept_since
    left join changes_within
        on handoffs.handoff_id = changes_within.handoff_id
    group by handoffs.handoff_id

)

select * from handoff_reassignments
