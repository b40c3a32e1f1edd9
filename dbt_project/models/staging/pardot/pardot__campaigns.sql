with

staged_campaigns as (

    select * from {{ ref('stg_pardot__campaigns') }}

),

campaigns as (

    select
        -- keys
        'pardot:campaign:' || campaign_id as campaign_key,
        'pardot' as system,
        campaign_id,

        -- attributes
        campaign_name,

        -- measures
        actual_cost

    from staged_campaigns

)

select * from campaigns
