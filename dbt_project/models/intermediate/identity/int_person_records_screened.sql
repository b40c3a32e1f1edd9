{{ config(materialized='table') }}

with

people as (

    select * from {{ ref('int_people_unioned') }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

role_mailboxes as (

    select * from {{ ref('role_mailboxes') }}

),

internal_domains as (

    select * from {{ source('control', 'internal_domains') }}

),

test_emails as (

    select * from {{ source('control', 'test_emails') }}

),

emails_normalised as (

    select
        people.record_key,
        people.system,
        people.record_id,
        {{ normalise_email('people.email') }} as email,
        people.is_test,
        people.created_at,
        people.modified_at
    from people

),

emails_split as (

    select
        emails_normalised.*,
        split_part(emails_normalised.email, '@', 1) as local_part,
        split_part(emails_normalised.email, '@', 2) as email_domain
    from emails_normalised

),

emails_of_tests as (

    select distinct emails_split.email
    from emails_split
    inner join test_emails
        on emails_split.email like test_emails.pattern escape '!'

),

records_excluded as (

    select
        emails_split.record_key,
        emails_split.system,
        emails_split.record_id,
        emails_split.email,
        emails_split.local_part,
        emails_split.email_domain,
        case
            when emails_split.is_test or emails_of_tests.email is not null then 'test'
            when internal_domains.domain is not null then 'internal'
        end as exclusion_reason,
        emails_split.created_at,
        emails_split.modified_at
    from emails_split
    left join emails_of_tests
        on emails_split.email = emails_of_tests.email
    left join internal_domains
        on emails_split.email_domain = internal_domains.domain

),

records_screened as (

    select
        -- keys
        records_excluded.record_key,

        -- attributes
        records_excluded.system,
        records_excluded.record_id,
        records_excluded.email,
        records_excluded.email_domain,
        records_excluded.exclusion_reason,

        -- flags
        coalesce(systems.is_crm, false) as is_crm,
        records_excluded.email is not null
        and records_excluded.exclusion_reason is null
        and role_mailboxes.local_part is null as is_email_edge,

        -- times
        records_excluded.created_at,
        records_excluded.modified_at

    from records_excluded
    left join systems
        on records_excluded.system = systems.system
    left join role_mailboxes
        on records_excluded.local_part = role_mailboxes.local_part

)

select * from records_screened
