{{ config(materialized='table') }}

with

attributes_asked as (

    select * from {{ ref('int_attributes_asked') }}

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

companies as (

    select * from {{ ref('int_companies_unioned') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

changes as (

    select
        attribute_changes.*,
        attribute_changes.record_key || '|' || attribute_changes.object
        || '|' || attribute_changes.attribute as history_key
    from {{ ref('int_attribute_changes_unioned') }} as attribute_changes
    inner join attributes_asked
        on attribute_changes.attribute = attributes_asked.attribute
    cross join settings
    where attribute_changes.changed_at <= settings.as_of

),

history_entries as (

    select * from changes
    where evidence = 'history'

),

changes_of_one_time as (

    {{ continued_order('history_entries') }}

),

fields_with_history as (

    select distinct
        system,
        object,
        attribute
    from history_entries

),

records as (

    select
        people.record_key,
        people.created_at
    from people

    union all

    select
        companies.company_key as record_key,
        companies.created_at
    from companies

),

changes_ordered as (

    select
        changes.*,
        fields_with_history.attribute is not null as has_history,
        least(coalesce(records.created_at, changes.changed_at), changes.changed_at) as created_at,
        row_number() over (
            partition by changes.history_key
            order by
                changes.changed_at,
                case when changes.evidence = 'history' then 0 else 1 end,
                changes_of_one_time.change_order nulls first,
                changes.new_value nulls first
        ) as change_number
    from changes
    inner join records
        on changes.record_key = records.record_key
    left join fields_with_history
        on changes.system = fields_with_history.system
        and changes.object = fields_with_history.object
        and changes.attribute = fields_with_history.attribute
    left join changes_of_one_time
        on changes.history_key = changes_of_one_time.history_key
        and changes.changed_at = changes_of_one_time.changed_at
        and changes.new_value = changes_of_one_time.new_value
        and changes.old_value = changes_of_one_time.old_value

),

-- what stood before the oldest change of a field with a history, or what never changed, has stood since the
-- record was made
values_taken as (

    select
        history_key,
        record_key,
        system,
        object,
        attribute,
        has_history,
        old_value as raw_value,
        created_at as taken_at,
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
        new_value as raw_value,
        case
            when has_history and is_first_seen and change_number = 1 then created_at
            else changed_at
        end as taken_at,
        change_number as step
    from changes_ordered

)

select * from values_taken
