{{ config(materialized='table') }}

with

versions as (

    select distinct agreement_version from {{ ref('int_agreement_versions_in_force') }}
    where fit_threshold is not null and engagement_threshold is not null

),

attributes_known as (

    select * from {{ ref('int_attributes_known') }}

),

mql_rules as (

    select * from {{ ref('mql_rules') }}

),

countries_mapped as (

    select * from {{ ref('int_countries_mapped') }}
    where system = '*'

),

rules as (

    select
        mql_rules.agreement_version,
        mql_rules.rule_code,
        mql_rules.kind,
        mql_rules.points,
        {{ folded_text('mql_rules.subject') }} as attribute,
        {{ folded_text('mql_rules.operator') }} as operator,
        trim(coalesce(mql_rules.value, '')) as value,
        case when mql_rules.operator = 'in' then mql_rules.value end as value_list
    from mql_rules
    inner join versions
        on mql_rules.agreement_version = versions.agreement_version
    where mql_rules.kind <> 'engagement'

),

values_listed as (

    {{ list_entries('rules', 'value_list', '|') }}

),

values_agreed as (

    select
        agreement_version,
        rule_code,
        attribute,
        entry_text as agreed_value
    from values_listed

    union all

    select
        agreement_version,
        rule_code,
        attribute,
        value as agreed_value
    from rules
    where value_list is null

),

values_folded as (

    select
        values_agreed.agreement_version,
        values_agreed.rule_code,
        {{ folded_text(
            "case when values_agreed.attribute = 'country' then coalesce(countries_mapped.country, "
            ~ 'values_agreed.agreed_value) else values_agreed.agreed_value end'
        ) }} as folded_value,
        {{ try_cast('values_agreed.agreed_value', 'double precision') }} as number_value
    from values_agreed
    left join countries_mapped
        on values_agreed.agreed_value = countries_mapped.raw_country

),

-- few values stand in many periods: each is held against the rules once
values_found as (

    select
        attribute,
        value,
        {{ folded_text('value') }} as folded_value,
        {{ try_cast('value', 'double precision') }} as number_value
    from (select distinct attribute, value from attributes_known) as values_of_people

),

-- a rule that asks for nothing is met without a value: it is missed wherever there is one
attribute_rules_met as (

    select distinct
        rules.agreement_version,
        rules.rule_code,
        rules.kind,
        rules.points,
        rules.operator = 'is_not_set' as is_missed,
        values_found.attribute,
        values_found.value
    from rules
    inner join values_found
        on rules.attribute = values_found.attribute
    inner join values_folded
        on rules.agreement_version = values_folded.agreement_version
        and rules.rule_code = values_folded.rule_code
    where
        case
            when rules.operator in ('is_set', 'is_not_set') then true
            when rules.operator in ('is', 'in')
                then values_found.folded_value = values_folded.folded_value
            when rules.operator = 'is_not'
                then values_found.folded_value <> values_folded.folded_value
            when rules.operator = 'contains'
                then position(values_folded.folded_value in values_found.folded_value) > 0
            when rules.operator = 'at_least'
                then values_found.number_value >= values_folded.number_value
            when rules.operator = 'at_most'
                then values_found.number_value <= values_folded.number_value
        end

)

select * from attribute_rules_met
