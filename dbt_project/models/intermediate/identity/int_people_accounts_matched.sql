{{ config(materialized='table') }}

with

records_ranked as (

    select * from {{ ref('int_person_records_ranked') }}

),

accounts as (

    select * from {{ ref('int_accounts_resolved') }}

),

domains_registered as (

    select * from {{ ref('int_domains_registered') }}

),

domains_of_accounts as (
    {%- for domain in ['website_domain', 'other_domain'] %}
    {{ 'union all' if not loop.first }}
    select
        accounts.account_id,
        accounts.company_key,
        accounts.{{ domain }} as registered_domain,
        accounts.is_deleted,
        accounts.created_at
    from accounts
    where accounts.{{ domain }} is not null
    {%- endfor %}

),

-- several companies of one domain: the oldest that is still there stands for it
accounts_of_domains as (

    select
        domains_of_accounts.account_id,
        domains_of_accounts.registered_domain,
        row_number() over (
            partition by domains_of_accounts.registered_domain
            order by
                case when domains_of_accounts.is_deleted then 1 else 0 end,
                domains_of_accounts.created_at asc nulls last,
                domains_of_accounts.company_key
        ) as domain_rank
    from domains_of_accounts

),

matches as (

    select
        records_ranked.person_number,
        records_ranked.account_id,
        'named' as account_match_method,
        1 as method_rank,
        records_ranked.precedence
    from records_ranked
    where
        records_ranked.is_crm
        and records_ranked.account_id is not null

    union all

    -- accounts of free-mail providers have no domain, so their users find none
    select
        records_ranked.person_number,
        accounts_of_domains.account_id,
        'domain' as account_match_method,
        2 as method_rank,
        records_ranked.precedence
    from records_ranked
    inner join domains_registered
        on records_ranked.email_domain = domains_registered.host
    inner join accounts_of_domains
        on domains_registered.registered_domain = accounts_of_domains.registered_domain
        and accounts_of_domains.domain_rank = 1

),

matches_ranked as (

    select
        matches.person_number,
        matches.account_id,
        matches.account_match_method,
        row_number() over (
            partition by matches.person_number
            order by matches.method_rank, matches.precedence
        ) as match_rank
    from matches

),

people_matched as (

    select
        matches_ranked.person_number,
        matches_ranked.account_id,
        matches_ranked.account_match_method
    from matches_ranked
    where matches_ranked.match_rank = 1

)

select * from people_matched
