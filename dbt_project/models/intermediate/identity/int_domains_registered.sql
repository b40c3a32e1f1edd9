{{ config(materialized='table') }}

with recursive

companies as (

    select * from {{ ref('int_companies_unioned') }}

),

records_screened as (

    select * from {{ ref('int_person_records_screened') }}

),

public_suffixes as (

    select * from {{ source('reference', 'public_suffixes') }}

),

listed_free_mails as (

    select * from {{ source('reference', 'free_mail_providers') }}

),

own_free_mails as (

    select * from {{ ref('free_mail_domains') }}

),

hosts as (

    select {{ web_domain('companies.domain') }} as host from companies

    union

    select {{ web_domain('companies.website') }} as host from companies

    union

    select records_screened.email_domain as host from records_screened

),

-- a host, then what is left of it as its first label is taken off, again and again
tails as (

    select
        hosts.host,
        hosts.host as tail,
        0 as depth
    from hosts
    where hosts.host is not null

    union all

    select
        tails.host,
        substr(tails.tail, position('.' in tails.tail) + 1) as tail,
        tails.depth + 1 as depth
    from tails
    where position('.' in tails.tail) > 0

),

-- the longest rule counts, an exception before it; where none fits, the last label is the suffix
suffixes_found as (

    select
        tails.host,
        coalesce(
            min(
                case
                    when public_suffixes.labels_before < 0
                        then tails.depth - public_suffixes.labels_before
                end
            ),
            min(tails.depth - public_suffixes.labels_before),
            max(tails.depth)
        ) as suffix_depth
    from tails
    left join public_suffixes
        on tails.tail = public_suffixes.suffix
    group by tails.host

),

domains_found as (

    select
        tails.host,
        tails.tail as registered_domain
    from tails
    inner join suffixes_found
        on tails.host = suffixes_found.host
        and tails.depth = greatest(suffixes_found.suffix_depth - 1, 0)

),

free_mails as (

    select own_free_mails.domain from own_free_mails
    where coalesce(own_free_mails.is_free_mail, true)

    union

    select listed_free_mails.domain
    from listed_free_mails
    left join own_free_mails
        on listed_free_mails.domain = own_free_mails.domain
    where own_free_mails.domain is null

),

domains_registered as (

    select
        domains_found.host,
        domains_found.registered_domain,
        free_hosts.domain is not null or free_domains.domain is not null as is_free_mail
    from domains_found
    left join free_mails as free_hosts
        on domains_found.host = free_hosts.domain
    left join free_mails as free_domains
        on domains_found.registered_domain = free_domains.domain

)

select * from domains_registered
