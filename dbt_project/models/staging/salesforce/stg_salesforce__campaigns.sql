with

landed_campaigns as (

    {{ landed('salesforce', 'campaign') }}

),

campaigns as (

    select
        -- keys
        {{ salesforce_id_18('id') }} as campaign_id,

        -- attributes
        name as campaign_name,
        type as campaign_type,
        status as campaign_status,
        currency_iso_code as currency,

        -- measures
        budgeted_cost,
        actual_cost,

        -- times
        start_date as starts_on,
        end_date as ends_on,
        coalesce(last_modified_date, system_modstamp) as modified_at,

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
