with

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}

),

company_versions as (

    select * from {{ ref('stg_hubspot__company_versions') }}

),

companies as (

    {{ newest_version('company_versions', 'company_id', 'modified_at', 'is_archived') }}

),

listed_merges as (

    {{ list_entries('companies', 'merged_company_ids') }}

),

told_merges as (

    select
        entry_text as merged_company_id,
        company_id as surviving_company_id
    from listed_merges
    where entry_text <> company_id

    union all

    select
        merged_id as merged_company_id,
        surviving_id as surviving_company_id
    from merged_records
    where object = 'company'

),

merged_companies as (

    select
        merged_company_id,
        max(surviving_company_id) as surviving_company_id
    from told_merges
    group by merged_company_id

),

companies_shaped as (

    select
        -- keys
        'hubspot:company:' || companies.company_id as company_key,
        'hubspot' as system,
        companies.company_id,

        -- attributes
        companies.company_name,
        companies.domain,
        companies.website,
        companies.country,
        companies.industry,
        companies.segment,
        companies.employees,
        {{ hubspot_owner_key('companies.owner') }} as owner_key,
        'hubspot:company:' || merged_companies.surviving_company_id as merged_into_key,

        -- flags
        companies._is_deleted or companies._is_missing as is_deleted,

        -- times
        companies.created_at,
        companies.modified_at

    from companies
    left join merged_companies
        on companies.company_id = merged_companies.merged_company_id

)

select * from companies_shaped
