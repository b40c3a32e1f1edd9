{{ config(materialized='table') }}

with

attributes_asked as (

    select * from {{ ref('int_attributes_asked') }}

),

changes as (

    select
        attribute_changes.*,
        attributes_asked.has_history,
        attribute_changes.evidence = 'history' as is_history
    from {{ ref('int_attribute_changes_unioned') }} as attribute_changes
    inner join attributes_asked
        on attribute_changes.system = attributes_asked.system
        and attribute_changes.object = attributes_asked.object
        and attribute_changes.attribute = attributes_asked.attribute
    cross join {{ source('control', 'settings') }} as settings
    where attribute_changes.changed_at <= settings.as_of

),

fields_changed as (

    select distinct
        record_key,
        object,
        attribute
    from changes
    where not is_first_seen

),

changes_of_fields as (

    select
        changes.*,
        changes.record_key || '|' || changes.object || '|' || changes.attribute as history_key
    from changes
    inner join fields_changed
        on changes.record_key = fields_changed.record_key
        and changes.object = fields_changed.object
        and changes.attribute = fields_changed.attribute

),

history_entries as (

    select * from changes_of_fields
    where is_history

),

changes_of_one_time as (

    {{ continued_order('history_entries') }}

),

changes_ordered as (

    select
        changes.*,
        row_number() over (
            partition by changes.history_key
            order by
                changes.changed_at,
                case when changes.is_history then 0 else 1 end,
                changes_of_one_time.change_order nulls first,
                changes.new_value nulls first
        ) as change_number
    from changes_of_fields as changes
    left join changes_of_one_time
        on changes.history_key = changes_of_one_time.history_key
        and changes.changed_at = changes_of_one_time.changed_at
        and changes.new_value = changes_of_one_time.new_value
        and changes.old_value = changes_of_one_time.old_value

),

-- what stood before the oldest change of a field with a history
values_changed as (

    select
        history_key,
        record_key,
        system,
        object,
        attribute,
        has_history,
        true as is_since_creation,
        old_value as raw_value,
        changed_at,
        0 as step
    from changes_ordered
    where change_number = 1 and has_history and not is_first_seen

    union all

    select
        history_key,
        record_key,
        system,
        object,
        attribute,
        has_history,
        has_history and is_first_seen and change_number = 1 as is_since_creation,
        new_value as raw_value,
        changed_at,
        change_number as step
    from changes_ordered

),

values_replaced as (

    select
        record_key,
        system,
        object,
        attribute,
        has_history,
        is_since_creation,
        raw_value,
        changed_at,
        lead(changed_at) over (partition by history_key order by step) as replaced_at,
        step
    from values_changed

)

select * from values_replaced
