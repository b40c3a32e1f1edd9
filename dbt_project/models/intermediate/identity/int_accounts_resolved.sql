{{ config(materialized='table') }}

with

companies as (

    select * from {{ ref('int_companies_unioned') }}

),

company_records_keyed as (

    select * from {{ ref('int_company_records_keyed') }}

),

domains_registered as (

    select * from {{ ref('int_domains_registered') }}

),

countries_mapped as (

    select * from {{ ref('int_countries_mapped') }}

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
        {{ web_domain('companies.domain') }} as mail_host,
        {{ web_domain('companies.website') }} as site_host,
        coalesce(countries_mapped.country, companies.country) as country,
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
    left join countries_mapped
        on companies.system = countries_mapped.system
        and companies.country = countries_mapped.raw_country

),

-- whoever shares a free-mail domain has nothing else in common
domains_kept as (

    select
        survivors_described.*,
        mail_domains.registered_domain as own_mail_domain,
        site_domains.registered_domain as own_site_domain
    from survivors_described
    left join domains_registered as mail_domains
        on survivors_described.mail_host = mail_domains.host
        and not mail_domains.is_free_mail
    left join domains_registered as site_domains
        on survivors_described.site_host = site_domains.host
        and not site_domains.is_free_mail

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
        domains_kept.segment,
        segment_rules.segment as segment_by_size,
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
