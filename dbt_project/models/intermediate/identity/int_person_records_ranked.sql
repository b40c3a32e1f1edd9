{{ config(materialized='table') }}

with

people as (

    select * from {{ ref('int_people_unioned') }}

),

records_numbered as (

    select * from {{ ref('int_person_records_numbered') }}

),

identity_components as (

    select * from {{ ref('int_identity_components') }}

),

records_screened as (

    select * from {{ ref('int_person_records_screened') }}

),

company_records_keyed as (

    select * from {{ ref('int_company_records_keyed') }}

),

sources_mapped as (

    select * from {{ ref('int_sources_mapped') }}

),

countries_mapped as (

    select * from {{ ref('int_countries_mapped') }}

),

records_ranked as (

    select
        -- keys
        people.record_key,
        records_numbered.record_number,
        identity_components.person_number,
        company_records_keyed.account_id,

        -- attributes
        people.system,
        records_screened.email,
        records_screened.email_domain,
        people.first_name,
        people.last_name,
        people.job_title,
        people.company_name,
        coalesce(countries_mapped.country, people.country) as country,
        people.segment,
        people.employees,
        sources_mapped.source as first_source,
        sources_mapped.channel as first_channel,
        people.first_campaign,
        coalesce(first_countries_mapped.country, people.first_country) as first_country,
        people.first_segment,
        records_screened.exclusion_reason,

        -- measures
        records_numbered.precedence,

        -- flags
        records_screened.is_crm,
        people.created_has_time,

        -- times
        people.created_at

    from people
    inner join records_numbered
        on people.record_key = records_numbered.record_key
    inner join identity_components
        on records_numbered.record_number = identity_components.record_number
    inner join records_screened
        on people.record_key = records_screened.record_key
    left join company_records_keyed
        on people.company_key = company_records_keyed.company_key
    left join sources_mapped
        on people.system = sources_mapped.system
        and people.first_source = sources_mapped.raw_source
    left join countries_mapped
        on people.system = countries_mapped.system
        and people.country = countries_mapped.raw_country
    left join countries_mapped as first_countries_mapped
        on people.system = first_countries_mapped.system
        and people.first_country = first_countries_mapped.raw_country

)

select * from records_ranked
