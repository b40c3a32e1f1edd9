with

lead_versions as (

    select * from {{ ref('stg_zoho__lead_versions') }}

),

deal_versions as (

    select * from {{ ref('stg_zoho__deal_versions') }}

),

contact_roles as (

    select * from {{ ref('stg_zoho__contact_roles') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at') }}

),

opportunity_people as (

    select
        'zoho:opportunity:' || converted_deal_id as opportunity_key,
        'zoho:lead:' || lead_id as record_key,
        'conversion' as link_method,
        converted_has_time as linked_has_time,
        converted_at as linked_at
    from leads
    where converted_deal_id is not null

    union all

    select
        'zoho:opportunity:' || deal_id as opportunity_key,
        'zoho:contact:' || contact_id as record_key,
        'contact_role' as link_method,
        added_has_time as linked_has_time,
        added_at as linked_at
    from contact_roles

    union all

    select
        'zoho:opportunity:' || deal_id as opportunity_key,
        'zoho:contact:' || contact_id as record_key,
        'primary_contact' as link_method,
        false as linked_has_time,
        cast(null as timestamp) as linked_at
    from deals
    where contact_id is not null

)

select * from opportunity_people
