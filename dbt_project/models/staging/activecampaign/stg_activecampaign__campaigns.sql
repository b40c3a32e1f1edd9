with

landed_campaigns as (

    {{ landed('activecampaign', 'campaign') }}

),

newest_versions as (

    {{ newest_version('landed_campaigns', 'id', 'modified_at') }}

),

campaigns as (

    select
        -- keys
        id as campaign_id,

        -- attributes
        name as campaign_name,
        type as campaign_type,
        status as campaign_status,

        -- times
        sent_at

    from newest_versions

)

select * from campaigns
