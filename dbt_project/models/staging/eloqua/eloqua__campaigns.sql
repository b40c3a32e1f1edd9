with

campaigns_renamed as (

    select * from {{ ref('stg_eloqua__campaigns') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

campaigns as (

    select
        -- keys
        'eloqua:campaign:' || campaigns_renamed.campaign_id as campaign_key,
        'eloqua' as system,
        campaigns_renamed.campaign_id,

        -- attributes
        coalesce(campaigns_renamed.campaign_name, campaigns_renamed.campaign_id) as campaign_name,
        campaigns_renamed.campaign_type,
        campaigns_renamed.campaign_status,

        -- measures
        campaigns_renamed.budgeted_cost,
        campaigns_renamed.actual_cost,

        -- times
        {{ local_date('campaigns_renamed.starts_at', 'settings.time_zone') }} as starts_on,
        {{ local_date('campaigns_renamed.ends_at', 'settings.time_zone') }} as ends_on

    from campaigns_renamed
    cross join settings

)

select * from campaigns
