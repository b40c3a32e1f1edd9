with

campaign_members as (

    select * from {{ ref('stg_salesforce__campaign_members') }}

),

campaigns as (

    select * from {{ ref('stg_salesforce__campaigns') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

campaign_activities as (

    select
        -- keys
        'salesforce:campaign_member:' || campaign_members.campaign_member_id as activity_key,
        coalesce(
            'salesforce:lead:' || campaign_members.lead_id,
            'salesforce:contact:' || campaign_members.contact_id
        ) as record_key,
        'salesforce' as system,
        'campaign_member' as object,

        -- attributes
        coalesce(campaigns.campaign_type, 'Campaign') as activity_type,
        coalesce(
            campaign_members.status,
            case when campaign_members.has_responded then 'Responded' else 'Sent' end
        ) as detail,
        campaigns.campaign_name as asset,
        coalesce(campaigns.campaign_name, campaign_members.campaign_id) as campaign,

        -- flags
        false as is_automated,
        case
            when campaign_members.first_responded_on is not null then false
            else campaign_members.created_has_time
        end as has_time,

        -- times
        coalesce(
            {{ from_zone(
                'cast(campaign_members.first_responded_on as timestamp)', 'settings.time_zone'
            ) }},
            campaign_members.created_at
        ) as occurred_at

    from campaign_members
    cross join settings
    left join campaigns
        on campaign_members.campaign_id = campaigns.campaign_id

)

select * from campaign_activities
