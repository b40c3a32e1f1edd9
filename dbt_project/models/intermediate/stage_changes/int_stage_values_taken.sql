with

stage_changes as (

    select * from {{ ref('int_stage_changes_unioned') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

histories as (

    select
        record_key || '/' || object || '/' || field as history_key,
        old_value,
        new_value,
        changed_at
    from stage_changes
    where evidence = 'history'

),

changes_ordered as (

    {{ continued_order('histories') }}

),

stage_changes_ordered as (

    select
        stage_changes.*,
        changes_ordered.change_order
    from stage_changes
    left join changes_ordered
        on case
            when stage_changes.evidence = 'history'
                then stage_changes.record_key || '/' || stage_changes.object || '/' || stage_changes.field
        end = changes_ordered.history_key
        and stage_changes.changed_at = changes_ordered.changed_at
        and coalesce(stage_changes.old_value, '') = coalesce(changes_ordered.old_value, '')
        and coalesce(stage_changes.new_value, '') = coalesce(changes_ordered.new_value, '')

),

histories_ranked as (

    select
        stage_changes_ordered.*,
        row_number() over (
            partition by record_key, object, field
            order by
                changed_at asc nulls last,
                change_order asc nulls last,
                old_value asc nulls first,
                new_value asc nulls last
        ) as age_rank
    from stage_changes_ordered
    where evidence = 'history'

),

-- The value that the oldest known change replaced stood there since the record's creation, if the tool
-- has kept the history since then: else since nobody knows when.
values_taken as (

    select
        record_key,
        system,
        object,
        field,
        new_value as value,
        reason,
        evidence,
        change_order,
        is_first_seen,
        is_first_export,
        false as is_cut,
        has_time,
        changed_at,
        cast(null as timestamp) as known_at,
        previous_seen_at
    from stage_changes_ordered

    union all

    select
        histories_ranked.record_key,
        histories_ranked.system,
        histories_ranked.object,
        histories_ranked.field,
        histories_ranked.old_value as value,
        cast(null as varchar) as reason,
        histories_ranked.evidence,
        cast(null as bigint) as change_order,
        false as is_first_seen,
        false as is_first_export,
        people_records.created_at is null
        or coalesce(people_records.created_at < histories_ranked.kept_since, false) as is_cut,
        people_records.created_has_time as has_time,
        people_records.created_at as changed_at,
        least(
            histories_ranked.kept_since,
            {{ dbt.dateadd('second', -1, 'histories_ranked.changed_at') }}
        ) as known_at,
        cast(null as timestamp) as previous_seen_at
    from histories_ranked
    inner join people_records
        on histories_ranked.record_key = people_records.record_key
    where
        histories_ranked.age_rank = 1
        and histories_ranked.old_value is not null

),

stage_values_taken as (

    select distinct
        {{ stable_hash([
            'record_key', 'object', 'field', 'value', 'reason', 'evidence', 'change_order',
            'is_first_seen', 'has_time', 'changed_at', 'known_at', 'previous_seen_at'
        ]) }} as stage_value_id,
        values_taken.*
    from values_taken

)

select * from stage_values_taken
