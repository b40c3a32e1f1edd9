{{ config(materialized='table') }}

with

attribute_changes as (

    select * from {{ ref('int_attribute_changes_unioned') }}
    where attribute = 'country'

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

companies as (

    select * from {{ ref('int_companies_unioned') }}

),

known_names as (

    select * from {{ source('reference', 'countries') }}

),

own_names as (

    select * from {{ ref('country_names') }}

),

-- of a rule that lists countries each is one
rules_on_countries as (

    select replace(mql_rules.value, '|', ';') as countries
    from {{ ref('mql_rules') }} as mql_rules
    where
        {{ folded_text('mql_rules.subject') }} = 'country'
        and mql_rules.operator in ('is', 'is_not', 'in')

),

countries_of_rules as (

    {{ list_entries('rules_on_countries', 'countries') }}

),

countries_written as (

    select
        people.system,
        people.country as raw_country
    from people

    union

    select
        people.system,
        people.first_country as raw_country
    from people

    union

    select
        companies.system,
        companies.country as raw_country
    from companies
    {%- for column in ['old_value', 'new_value'] %}

    union

    select
        attribute_changes.system,
        attribute_changes.{{ column }} as raw_country
    from attribute_changes
    {%- endfor %}

    union

    -- what the agreement calls a country is nobody's word alone
    select
        '*' as system,
        routing_rules.country as raw_country
    from {{ ref('routing_rules') }} as routing_rules
    where routing_rules.country <> '*'

    union

    select
        '*' as system,
        countries_of_rules.entry_text as raw_country
    from countries_of_rules

),

-- a company's own word for a country wins over a known one
names_ranked as (

    select
        {{ folded_name('own_names.name') }} as name_key,
        known_names.country,
        1 as name_rank
    from own_names
    inner join known_names
        on own_names.country_code = known_names.name

    union

    select
        {{ folded_name('known_names.name') }} as name_key,
        known_names.country,
        2 as name_rank
    from known_names

),

names_numbered as (

    select
        names_ranked.name_key,
        names_ranked.country,
        row_number() over (
            partition by names_ranked.name_key
            order by names_ranked.name_rank, names_ranked.country
        ) as name_number
    from names_ranked

),

countries_mapped as (

    select
        countries_written.system,
        countries_written.raw_country,
        coalesce(names_numbered.country, countries_written.raw_country) as country,
        names_numbered.name_key is not null as is_mapped
    from countries_written
    left join names_numbered
        on {{ folded_name('countries_written.raw_country') }} = names_numbered.name_key
        and names_numbered.name_number = 1
    where countries_written.raw_country is not null

)

select * from countries_mapped
