{{ config(materialized='table') }}

with

companies as (

    select * from {{ ref('int_companies_unioned') }}

),

company_records_keyed as (

    select * from {{ ref('int_company_records_keyed') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

segment_rules as (

    select * from {{ ref('segment_rules') }}

),

records_counted as (

    select
        company_records_keyed.account_id,
        company_records_keyed.surviving_company_key,
        count(*) as record_count
    from company_records_keyed
    group by company_records_keyed.account_id, company_records_keyed.surviving_company_key

),

survivors_described as (

    select
        records_counted.account_id,
        companies.company_key,
        companies.system,
        companies.company_name,
        {{ web_domain('companies.domain') }} as mail_domain,
        {{ web_domain('companies.website') }} as site_domain,
        companies.country,
        companies.industry,
        companies.segment,
        companies.employees,
        companies.owner_key,
        records_counted.record_count,
        companies.is_deleted,
        companies.created_at,
        companies.modified_at
    from records_counted
    inner join companies
        on records_counted.surviving_company_key = companies.company_key

),

-- whoever shares a free-mail domain has nothing else in common
domains_kept as (

    select
        survivors_described.*,
        case when free_mails.domain is null then survivors_described.mail_domain end
            as own_mail_domain,
        case when free_sites.domain is null then survivors_described.site_domain end
            as own_site_domain
    from survivors_described
    left join free_mail_domains as free_mails
        on survivors_described.mail_domain = free_mails.domain
    left join free_mail_domains as free_sites
        on survivors_described.site_domain = free_sites.domain

),

accounts_resolved as (

    select
        -- keys
        domains_kept.account_id,
        domains_kept.company_key,

        -- attributes
        domains_kept.system,
        domains_kept.company_name,
        coalesce(domains_kept.own_mail_domain, domains_kept.own_site_domain)
            as website_domain,
        case
            when domains_kept.own_mail_domain <> domains_kept.own_site_domain
                then domains_kept.own_site_domain
        end as other_domain,
        domains_kept.country,
        domains_kept.industry,
        coalesce(domains_kept.segment, segment_rules.segment) as segment,
        domains_kept.employees,
        domains_kept.owner_key,

        -- measures
        domains_kept.record_count,

        -- flags
        domains_kept.is_deleted,

        -- times
        domains_kept.created_at,
        domains_kept.modified_at

    from domains_kept
    left join segment_rules
        on domains_kept.employees >= segment_rules.min_employees
        and domains_kept.employees
        <= coalesce(segment_rules.max_employees, domains_kept.employees)

)

select * from accounts_resolved
