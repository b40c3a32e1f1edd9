{{ config(materialized='table') }}

{#- What is not taken as it is written. -#}
{%- set attributes = ['country', 'source', 'employees'] -%}
{%- for field in custom_fields() if field.data_type != 'varchar' -%}
    {%- do attributes.append(field.field) -%}
{%- endfor -%}

with

countries_mapped as (

    select * from {{ ref('int_countries_mapped') }}

),

sources_mapped as (

    select * from {{ ref('int_sources_mapped') }}

),

changes as (

    select * from {{ ref('int_attribute_changes_unioned') }}
    where
        attribute in (
            {%- for attribute in attributes %}
            '{{ attribute }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )

),

-- few values stand in many records: each is read once
values_written as (
{% for value in ['old_value', 'new_value'] %}
    select
        system,
        attribute,
        {{ value }} as raw_value
    from changes
    where {{ value }} is not null
    {{ 'union' if not loop.last }}
{% endfor %}
),

values_meant as (

    select
        values_written.system,
        values_written.attribute,
        values_written.raw_value,
        case values_written.attribute
            when 'country' then coalesce(countries_mapped.country, values_written.raw_value)
            when 'source' then coalesce(sources_mapped.source, values_written.raw_value)
            when 'employees'
                then coalesce(
                    cast(
                        cast(
                            {{ try_cast(
                                regex_replace('values_written.raw_value', '[, \u00a0\u202f]', ''),
                                'double precision'
                            ) }} as bigint
                        ) as {{ dbt.type_string() }}
                    ),
                    values_written.raw_value
                )
            {{- custom_values_meant('values_written.raw_value') }}
        end as value
    from values_written
    left join countries_mapped
        on values_written.system = countries_mapped.system
        and case when values_written.attribute = 'country' then values_written.raw_value end
        = countries_mapped.raw_country
    left join sources_mapped
        on values_written.system = sources_mapped.system
        and case when values_written.attribute = 'source' then values_written.raw_value end
        = sources_mapped.raw_source

)

select * from values_meant
