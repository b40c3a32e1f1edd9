with

landed_campaigns as (

    {{ landed('eloqua', 'campaign') }}

),

campaigns as (

    select
        -- keys
        id as campaign_id,

        -- attributes
        name as campaign_name,
        campaign_type,
        current_status as campaign_status,

        -- measures
        budgeted_cost,
        actual_cost,

        -- times
        start_at as starts_at,
        end_at as ends_at,
        updated_at as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_campaigns

),

newest_campaigns as (

    {{ newest_version('campaigns', 'campaign_id', 'modified_at') }}

)

select * from newest_campaigns
