with

landed_campaigns as (

    {{ landed('mailchimp', 'campaign') }}

),

newest_versions as (

    {{ newest_version('landed_campaigns', 'campaign_id') }}

),

campaigns as (

    select
        -- keys
        campaign_id,

        -- attributes
        coalesce(nullif(trim(campaign_title), ''), subject) as campaign_title,
        campaign_type,
        status as campaign_status,

        -- times
        sent_at

    from newest_versions

)

select * from campaigns
