{{ config(materialized='table') }}

with

fields_told as (

    select
        attribute_changes.system,
        attribute_changes.object,
        attribute_changes.attribute,
        max(case when attribute_changes.evidence = 'history' then 1 else 0 end) = 1 as has_history
    from {{ ref('int_attribute_changes_unioned') }} as attribute_changes
    cross join {{ source('control', 'settings') }} as settings
    where
        attribute_changes.attribute <> 'modified_at'
        and attribute_changes.changed_at <= settings.as_of
    group by attribute_changes.system, attribute_changes.object, attribute_changes.attribute

),

required_information as (

    select * from {{ ref('required_information') }}

),

mql_rules as (

    select * from {{ ref('mql_rules') }}

),

attributes_asked as (

    select trim(field) as attribute from required_information

    union

    -- the size of a company tells its segment
    select 'employees' as attribute from required_information
    where trim(field) = 'segment'

    union

    select trim(field) as attribute from {{ ref('custom_fields') }}

    union

    -- a score is judged whenever any attribute changes
    select fields_told.attribute
    from fields_told
    cross join (select count(*) as rule_count from mql_rules) as rules_agreed
    where rules_agreed.rule_count > 0

),

fields_asked as (

    select fields_told.*
    from fields_told
    inner join attributes_asked
        on fields_told.attribute = attributes_asked.attribute

)

select * from fields_asked
