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

    select record_key, email as written, true as is_current from people

    union all

    select record_key, email as written, false as is_current from person_emails

),

-- one address stands in many exports, histories and tools: it is read once
addresses as (

    select distinct written
    from emails_written

),

addresses_read as (

    select
        written,
        {{ normalise_email('written') }} as email
    from addresses

),

emails_of_records as (

    select
        people.system,
        people.record_key,
        addresses_read.email,
        split_part(addresses_read.email, '@', 1) as local_part,
        split_part(addresses_read.email, '@', 2) as email_domain,
        coalesce(people.is_test, false) as is_test,
        coalesce(people.is_deleted, false) as is_deleted,
        max(case when emails_written.is_current then 1 else 0 end) = 1 as is_current
    from emails_written
    inner join addresses_read
        on emails_written.written = addresses_read.written
    inner join people
        on emails_written.record_key = people.record_key
    where addresses_read.email is not null
    group by 1, 2, 3, 4, 5, 6, 7

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
        emails_of_records.*,
        case
            when emails_of_tests.email is not null then 'test'
            when domains_of_employees.email_domain is not null then 'internal'
        end as exclusion_reason,
        role_mailboxes.local_part is not null as is_role_mailbox,
        -- records of the tool that have the address now; a deleted one has none
        sum(
            case when emails_of_records.is_current and not emails_of_records.is_deleted then 1 else 0 end
        ) over (partition by emails_of_records.system, emails_of_records.email) as holder_count
    from emails_of_records
    left join emails_of_tests
        on emails_of_records.email = emails_of_tests.email
    left join domains_of_employees
        on emails_of_records.email_domain = domains_of_employees.email_domain
    left join role_mailboxes
        on emails_of_records.local_part = role_mailboxes.local_part

),

emails_screened as (

    select
        -- keys
        record_key,
        email,

        -- attributes
        email_domain,
        exclusion_reason,

        -- flags
        is_current,
        exclusion_reason is null
        and not is_role_mailbox
        and (is_current or holder_count = 0)
        and max(
            case when is_test or (is_current and exclusion_reason is not null) then 1 else 0 end
        ) over (partition by record_key) = 0 as is_edge

    from emails_excluded

)

select * from emails_screened
