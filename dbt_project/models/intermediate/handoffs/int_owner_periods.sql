{{ config(materialized='table') }}

with

owner_changes as (

    select * from {{ ref('int_owner_changes_unioned') }}

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

histories as (

    select distinct
        record_key as history_key,
        old_owner_key as old_value,
        owner_key as new_value,
        changed_at
    from owner_changes
    where evidence = 'history'

),

changes_ordered as (

    {{ continued_order('histories') }}

),

changes_known as (

    select
        owner_changes.*,
        changes_ordered.change_order,
        -- a record that tells no creation was there before anything that is known of it
        coalesce(people_records.created_at, cast('1900-01-01' as timestamp)) as created_at,
        coalesce(people_records.created_has_time, false) as created_has_time,
        first_value(owner_changes.evidence) over by_age = 'history' as has_history,
        max(case when owner_changes.evidence = 'dated_field' then 1 else 0 end) over of_owner = 1 as is_dated,
        max(case when owner_changes.evidence = 'history' then 1 else 0 end) over of_object = 1 as is_tracked,
        max(owner_changes.kept_since) over of_object as tracked_since,
        row_number() over by_age as age_rank
    from owner_changes
    cross join settings
    left join people_records
        on owner_changes.record_key = people_records.record_key
    left join changes_ordered
        on case when evidence = 'history' then owner_changes.record_key end = changes_ordered.history_key
        and owner_changes.changed_at = changes_ordered.changed_at
        and coalesce(owner_changes.old_owner_key, '') = coalesce(changes_ordered.old_value, '')
        and coalesce(owner_changes.owner_key, '') = coalesce(changes_ordered.new_value, '')
    where owner_changes.changed_at <= settings.as_of
    window
        -- what a history tells comes before all else of its record
        by_age as (
            partition by owner_changes.record_key order by
                case when evidence = 'history' then 0 else 1 end asc, owner_changes.changed_at asc,
                changes_ordered.change_order asc nulls last,
                owner_changes.old_owner_key asc nulls first, owner_changes.owner_key asc nulls last
        ),
        of_owner as (partition by owner_changes.record_key, owner_changes.owner_key),
        of_object as (partition by people_records.system, people_records.object)

),

-- The same entry of a history stands in every later export. A history tells everything that the tool kept:
-- who it starts from had the record since its creation, if all was kept, and so had the owner of a record of
-- which it has no entry. Where a tool exports no history of owners, the first owner seen had it by that
-- export, nobody knows since when, unless a field dates that owner.
ownerships as (

    select
        record_key,
        owner_key,
        coalesce(has_time, false) and evidence <> 'snapshot' as has_time,
        true as is_start_known,
        change_order,
        changed_at as earliest_starts_at,
        changed_at as starts_at
    from changes_known
    where
        evidence = 'history'
        or (evidence = 'dated_field' and not has_history)
        or (evidence = 'snapshot' and not (has_history or coalesce(is_first_seen, false) or is_dated))

    union

    select
        record_key,
        case when evidence = 'history' then old_owner_key else owner_key end as owner_key,
        created_has_time or not is_tracked or coalesce(created_at < tracked_since, false) as has_time,
        is_tracked and not coalesce(created_at < tracked_since, false) as is_start_known,
        cast(null as bigint) as change_order,
        created_at as earliest_starts_at,
        case
            when not is_tracked then changed_at
            when evidence = 'history' then least(greatest(created_at, tracked_since), changed_at)
            else greatest(created_at, tracked_since)
        end as starts_at
    from changes_known
    where
        (evidence = 'history' and age_rank = 1 and created_at < changed_at)
        or (evidence = 'snapshot' and is_first_seen and not has_history and not is_dated)

),

owner_periods as (

    select
        {{ stable_hash([
            'ownerships.record_key', 'ownerships.owner_key', 'ownerships.has_time',
            'ownerships.starts_at', 'ownerships.change_order'
        ]) }} as owner_period_id,
        person_records.person_id,
        ownerships.record_key,
        ownerships.owner_key,
        ownerships.has_time,
        ownerships.is_start_known,
        ownerships.earliest_starts_at,
        ownerships.starts_at,
        lead(ownerships.starts_at) over in_order as ends_at,
        lead(ownerships.has_time) over in_order as end_has_time
    from ownerships
    inner join person_records
        on ownerships.record_key = person_records.record_key
    window in_order as (
        partition by ownerships.record_key
        order by starts_at asc, change_order asc nulls first, owner_key asc nulls first
    )

)

select * from owner_periods
