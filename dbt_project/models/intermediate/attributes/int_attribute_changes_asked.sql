{{ config(materialized='table') }}

with

attribute_changes as (

    select * from {{ ref('int_attribute_changes_unioned') }}
    where attribute <> 'modified_at'

),

required_information as (

    select * from {{ ref('required_information') }}

),

mql_rules as (

    select * from {{ ref('mql_rules') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

attributes_told as (

    select distinct attribute from attribute_changes

),

-- a score is judged whenever any attribute changes
attributes_asked as (

    select trim(field) as attribute from required_information

    union

    -- the size of a company tells its segment
    select 'employees' as attribute from required_information
    where trim(field) = 'segment'

    union

    select attributes_told.attribute
    from attributes_told
    cross join (select count(*) as rule_count from mql_rules) as rules_agreed
    where rules_agreed.rule_count > 0

),

attribute_changes_asked as (

    select distinct
        attribute_changes.*,
        attribute_changes.record_key || '|' || attribute_changes.object
        || '|' || attribute_changes.attribute as history_key
    from attribute_changes
    inner join attributes_asked
        on attribute_changes.attribute = attributes_asked.attribute
    cross join settings
    where attribute_changes.changed_at <= settings.as_of

)

select * from attribute_changes_asked
