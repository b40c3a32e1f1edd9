{{ config(materialized='table') }}

{#- Where a country is named, and how often that counts: a row that says the same twice is one. -#}
{%- set of_history = "case when attribute_changes.evidence = 'history' then 1 else 0 end" -%}
{%- set told = [
    ('people', 'country', '1'), ('companies', 'country', '1'),
    ('people', 'first_country', 'case when people.first_country = people.country then 0 else 1 end'),
    ('attribute_changes', 'old_value', of_history), ('attribute_changes', 'new_value', of_history),
] -%}

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

rows_told as (
    {% for rows, column, row_count in told %}
    select
        {{ rows }}.system,
        {{ rows }}.{{ column }} as raw_country,
        {{ row_count }} as row_count
    from {{ rows }}

    union all
    {% endfor %}
    -- what the agreement calls a country is nobody's word alone
    select
        '*' as system,
        routing_rules.country as raw_country,
        1 as row_count
    from {{ ref('routing_rules') }} as routing_rules
    where routing_rules.country <> '*'

    union all

    select
        '*' as system,
        countries_of_rules.entry_text as raw_country,
        1 as row_count
    from countries_of_rules

),

countries_written as (

    select
        system,
        raw_country,
        cast(case when system = '*' then 1 else sum(row_count) end as bigint) as row_count
    from rows_told
    where raw_country is not null
    group by system, raw_country

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
        countries_written.row_count,
        names_numbered.name_key is not null as is_mapped
    from countries_written
    left join names_numbered
        on {{ folded_name('countries_written.raw_country') }} = names_numbered.name_key
        and names_numbered.name_number = 1

)

select * from countries_mapped
