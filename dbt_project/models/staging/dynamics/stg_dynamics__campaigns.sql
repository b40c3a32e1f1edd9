with

landed_campaigns as (

    {{ dynamics_landed('campaign', 'campaign_id') }}

),

newest_versions as (

    {{ newest_version('landed_campaigns', 'campaign_id', 'modified_on', 'is_gone') }}

),

campaigns as (

    select
        -- keys
        {{ dynamics_id('campaign_id') }} as campaign_id,

        -- attributes
        campaign_name,
        coalesce(campaign_type, campaign_type_code) as campaign_type,
        coalesce(status_reason, status_reason_code) as campaign_status,
        {{ dynamics_id('currency_id') }} as currency_id,
        coalesce(currency_name, currency_id) as currency,

        -- measures
        budgeted_cost,
        actual_cost,

        -- times
        coalesce(actual_start, proposed_start) as starts_on,
        coalesce(actual_end, proposed_end) as ends_on

    from newest_versions

)

select * from campaigns
