with

campaigns_renamed as (

    select * from {{ ref('stg_mailchimp__campaigns') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

campaigns as (

    select
        -- keys
        'mailchimp:campaign:' || campaigns_renamed.campaign_id as campaign_key,
        'mailchimp' as system,
        campaigns_renamed.campaign_id,

        -- attributes
        coalesce(campaigns_renamed.campaign_title, campaigns_renamed.campaign_id) as campaign_name,
        campaigns_renamed.campaign_type,
        campaigns_renamed.campaign_status,

        -- times
        {{ local_date('campaigns_renamed.sent_at', 'settings.time_zone') }} as starts_on

    from campaigns_renamed
    cross join settings

)

select * from campaigns
