with

associations_by_table as (

    select * from {{ ref('stg_hubspot__associations') }}

),

deal_versions as (

    select * from {{ ref('stg_hubspot__deal_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

contacts_of_deals as (

    {{ list_entries('deals', 'contact_ids') }}

),

deals_of_contacts as (

    {{ list_entries('contacts', 'deal_ids') }}

),

associations as (

    select
        deal_id,
        entry_text as contact_id
    from contacts_of_deals
    union
    select
        entry_text as deal_id,
        contact_id
    from deals_of_contacts
    union
    select
        deal_id,
        contact_id
    from associations_by_table
    where deal_id is not null and contact_id is not null

),

opportunity_people as (

    select
        'hubspot:opportunity:' || deal_id as opportunity_key,
        'hubspot:contact:' || contact_id as record_key,
        'association' as link_method
    from associations

)

select * from opportunity_people
