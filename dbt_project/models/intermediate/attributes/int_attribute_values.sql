{{ config(materialized='table') }}

with

values_changed as (

    select * from {{ ref('int_attribute_values_changed') }}

),

values_meant as (

    select * from {{ ref('int_attribute_values_meant') }}

),

attributes_asked as (

    select * from {{ ref('int_attributes_asked') }}

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

companies as (

    select * from {{ ref('int_companies_unioned') }}

),

changes as (

    select
        attribute_changes.*,
        attributes_asked.has_history
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
    from values_changed

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

values_told as (

    select
        record_key,
        system,
        object,
        attribute,
        has_history,
        is_since_creation,
        raw_value,
        changed_at,
        replaced_at
    from values_changed

    union all

    -- most fields of most records have no value but the one that an export showed first
    select
        changes.record_key,
        changes.system,
        changes.object,
        changes.attribute,
        changes.has_history,
        changes.has_history as is_since_creation,
        changes.new_value as raw_value,
        changes.changed_at,
        cast(null as timestamp) as replaced_at
    from changes
    left join fields_changed
        on changes.record_key = fields_changed.record_key
        and changes.object = fields_changed.object
        and changes.attribute = fields_changed.attribute
    where fields_changed.record_key is null

),

attribute_values as (

    select
        values_told.record_key,
        values_told.object,
        values_told.attribute,
        nullif(trim(
            case
                when values_meant.raw_value is null then values_told.raw_value
                else values_meant.value
            end
        ), '') as value,
        values_told.has_history as is_from_history,
        coalesce(least(records.created_at, values_told.changed_at), values_told.changed_at) as known_from,
        values_told.replaced_at as known_until
    from values_told
    left join records
        on case when values_told.is_since_creation then values_told.record_key end = records.record_key
    left join values_meant
        on values_told.system = values_meant.system
        and values_told.attribute = values_meant.attribute
        and values_told.raw_value = values_meant.raw_value

)

select * from attribute_values
where value is not null and coalesce(known_from < known_until, true)
