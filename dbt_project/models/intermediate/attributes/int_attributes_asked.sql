{{ config(materialized='table') }}

with

attributes_told as (

    select distinct attribute from {{ ref('int_attribute_changes_unioned') }}
    where attribute <> 'modified_at'

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
    select attributes_told.attribute
    from attributes_told
    cross join (select count(*) as rule_count from mql_rules) as rules_agreed
    where rules_agreed.rule_count > 0

)

select * from attributes_asked
