with

deals as (

    select * from {{ ref('stg_hubspot__deals') }}

),

contacts as (

    select * from {{ ref('stg_hubspot__contacts') }}

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

),

opportunity_people as (

    select
        'hubspot:opportunity:' || deal_id as opportunity_key,
        'hubspot:contact:' || contact_id as record_key,
        'association' as link_method,
        cast(null as boolean) as linked_has_time,
        cast(null as timestamp) as linked_at
    from associations

)

select * from opportunity_people
