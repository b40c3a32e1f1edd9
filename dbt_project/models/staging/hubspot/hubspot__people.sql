with

contacts as (

    select * from {{ ref('stg_hubspot__contacts') }}

),

owner_names as (

    select * from {{ ref('stg_hubspot__owner_names') }}

),

source_details as (

    select * from {{ ref('source_details') }}

),

campaign_details as (

    select
        {{ folded('raw_source') }} as folded_source,
        min(campaign_detail) as campaign_detail
    from source_details
    where system = 'hubspot'
    group by {{ folded('raw_source') }}

),

people as (

    select
        -- keys
        'hubspot:contact:' || contacts.contact_id as record_key,
        'hubspot' as system,
        'contact' as object,
        contacts.contact_id as record_id,

        -- attributes
        contacts.email,
        contacts.first_name,
        contacts.last_name,
        contacts.job_title,
        contacts.company_name,
        contacts.website,
        contacts.country,
        contacts.segment,
        contacts.employees,
        'hubspot:company:' || contacts.company_id as company_key,
        {{ hubspot_owner_key('contacts.owner') }} as owner_key,
        contacts.first_source,
        coalesce(
            contacts.first_converting_campaign,
            case campaign_details.campaign_detail
                when 1 then contacts.first_source_detail_1
                when 2 then contacts.first_source_detail_2
            end
        ) as first_campaign,
        contacts.first_country,
        contacts.first_segment,
        contacts.rejection_reason,

        -- flags
        false as is_test,
        contacts.is_deleted,
        contacts.created_has_time,

        -- times
        contacts.created_at,
        contacts.modified_at,
        contacts.deleted_at

    from contacts
    left join owner_names
        on {{ folded('contacts.owner') }} = owner_names.owner_name
    left join campaign_details
        on {{ folded('contacts.first_source') }} = campaign_details.folded_source

)

select * from people
