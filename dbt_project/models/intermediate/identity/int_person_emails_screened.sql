{{ config(materialized='table') }}

with

people as (

    select * from {{ ref('int_people_unioned') }}

),

person_emails as (

    select * from {{ ref('int_person_emails_unioned') }}

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

emails_written as (

    select record_key, {{ normalise_email('email') }} as email, true as is_current from people

    union all

    select record_key, {{ normalise_email('email') }} as email, false as is_current from person_emails

),

emails_of_records as (

    select
        record_key,
        email,
        split_part(email, '@', 1) as local_part,
        split_part(email, '@', 2) as email_domain,
        max(case when is_current then 1 else 0 end) = 1 as is_current
    from emails_written
    where email is not null
    group by record_key, email

),

emails_of_tests as (

    select distinct emails_of_records.email
    from emails_of_records
    inner join test_emails
        on emails_of_records.email like test_emails.pattern escape '!'

),

-- an own domain's subdomains are its own
domains_of_employees as (

    select distinct emails_of_records.email_domain
    from emails_of_records
    inner join internal_domains
        on '.' || emails_of_records.email_domain like '%.' || internal_domains.domain

),

emails_excluded as (

    select
        people.system,
        people.record_key,
        emails_of_records.email,
        emails_of_records.email_domain,
        case
            when emails_of_tests.email is not null then 'test'
            when domains_of_employees.email_domain is not null then 'internal'
        end as exclusion_reason,
        role_mailboxes.local_part is not null as is_role_mailbox,
        emails_of_records.is_current,
        coalesce(people.is_test, false) as is_test,
        coalesce(people.is_deleted, false) as is_deleted
    from emails_of_records
    inner join people
        on emails_of_records.record_key = people.record_key
    left join emails_of_tests
        on emails_of_records.email = emails_of_tests.email
    left join domains_of_employees
        on emails_of_records.email_domain = domains_of_employees.email_domain
    left join role_mailboxes
        on emails_of_records.local_part = role_mailboxes.local_part

),

records_excluded as (

    select distinct record_key
    from emails_excluded
    where is_test or (is_current and exclusion_reason is not null)

),

-- what a record had and another one of the tool has now; a deleted one has none
emails_handed_over as (

    select distinct
        former.system,
        former.email
    from emails_excluded as former
    inner join emails_excluded as held
        on former.system = held.system
        and former.email = held.email
    where not former.is_current and held.is_current and not held.is_deleted

),

emails_screened as (

    select
        emails_excluded.record_key,
        emails_excluded.email,
        emails_excluded.email_domain,
        emails_excluded.exclusion_reason,
        emails_excluded.is_current,
        emails_excluded.exclusion_reason is null
        and not emails_excluded.is_role_mailbox
        and (emails_excluded.is_current or emails_handed_over.email is null)
        and records_excluded.record_key is null as is_edge

    from emails_excluded
    left join records_excluded
        on emails_excluded.record_key = records_excluded.record_key
    left join emails_handed_over
        on emails_excluded.system = emails_handed_over.system
        and emails_excluded.email = emails_handed_over.email

)

select * from emails_screened
