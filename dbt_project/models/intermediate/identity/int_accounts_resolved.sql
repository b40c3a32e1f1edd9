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
        {{ web_domain('companies.website') }} as website_domain,
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

accounts_resolved as (

    select
        -- keys
        survivors_described.account_id,
        survivors_described.company_key,

        -- attributes
        survivors_described.system,
        survivors_described.company_name,
        case
            when free_mail_domains.domain is null then survivors_described.website_domain
        end as website_domain,
        survivors_described.country,
        survivors_described.industry,
        coalesce(survivors_described.segment, segment_rules.segment) as segment,
        survivors_described.employees,
        survivors_described.owner_key,

        -- measures
        survivors_described.record_count,

        -- flags
        survivors_described.is_deleted,

        -- times
        survivors_described.created_at,
        survivors_described.modified_at

    from survivors_described
    left join free_mail_domains
        on survivors_described.website_domain = free_mail_domains.domain
    left join segment_rules
        on survivors_described.employees >= segment_rules.min_employees
        and survivors_described.employees
        <= coalesce(segment_rules.max_employees, survivors_described.employees)

)

select * from accounts_resolved
