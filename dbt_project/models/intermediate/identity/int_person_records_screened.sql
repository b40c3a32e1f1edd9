{{ config(materialized='table') }}

with

people as (

    select * from {{ ref('int_people_unioned') }}

),

person_emails as (

    select * from {{ ref('int_person_emails_screened') }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

records_screened as (

    select
        -- keys
        people.record_key,

        -- attributes
        people.system,
        people.record_id,
        person_emails.email,
        person_emails.email_domain,
        case when people.is_test then 'test' else person_emails.exclusion_reason end
            as exclusion_reason,

        -- flags
        coalesce(systems.is_crm, false) as is_crm,

        -- times
        people.created_at,
        people.modified_at

    from people
    left join person_emails
        on people.record_key = person_emails.record_key
        and person_emails.is_current
    left join systems
        on people.system = systems.system

)

select * from records_screened
