with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

lead_versions as (

    select * from {{ ref('stg_hubspot__lead_versions') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

person_links as (

    -- a lead is of its contact
    select
        'hubspot:lead:' || lead_id as record_key,
        'hubspot:contact:' || contact_id as linked_record_key,
        'stored_id' as link_kind
    from leads
    where contact_id is not null
    union all
    select
        'hubspot:contact:' || contact_id as record_key,
        'salesforce:lead:' || salesforce_lead_id as linked_record_key,
        'stored_id' as link_kind
    from contacts
    where salesforce_lead_id is not null
    union all
    select
        'hubspot:contact:' || contact_id as record_key,
        'salesforce:contact:' || salesforce_contact_id as linked_record_key,
        'stored_id' as link_kind
    from contacts
    where salesforce_contact_id is not null

)

select * from person_links
