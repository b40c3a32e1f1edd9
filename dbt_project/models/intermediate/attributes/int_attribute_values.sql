{{ config(materialized='table') }}

with

values_taken as (

    select * from {{ ref('int_attribute_values_taken') }}

),

countries_mapped as (

    select * from {{ ref('int_countries_mapped') }}

),

sources_mapped as (

    select * from {{ ref('int_sources_mapped') }}

),

values_meant as (

    select
        values_taken.record_key,
        values_taken.object,
        values_taken.attribute,
        values_taken.has_history,
        values_taken.taken_at,
        values_taken.replaced_at,
        case values_taken.attribute
            when 'country' then coalesce(countries_mapped.country, values_taken.raw_value)
            when 'source' then coalesce(sources_mapped.source, values_taken.raw_value)
            when 'employees'
                then coalesce(
                    cast(
                        cast(
                            {{ try_cast(
                                regex_replace('values_taken.raw_value', '[, \u00a0\u202f]', ''),
                                'double precision'
                            ) }} as bigint
                        ) as {{ dbt.type_string() }}
                    ),
                    values_taken.raw_value
                )
            {{- custom_values_meant('values_taken.raw_value') }}
            else values_taken.raw_value
        end as meant_value
    from values_taken
    left join countries_mapped
        on values_taken.system = countries_mapped.system
        and case when values_taken.attribute = 'country' then values_taken.raw_value end
        = countries_mapped.raw_country
    left join sources_mapped
        on values_taken.system = sources_mapped.system
        and case when values_taken.attribute = 'source' then values_taken.raw_value end
        = sources_mapped.raw_source

),

attribute_values as (

    select
        record_key,
        object,
        attribute,
        nullif(trim(meant_value), '') as value,
        has_history as is_from_history,
        taken_at as known_from,
        replaced_at as known_until
    from values_meant
    where
        nullif(trim(meant_value), '') is not null
        and coalesce(taken_at < replaced_at, true)

)

select * from attribute_values
