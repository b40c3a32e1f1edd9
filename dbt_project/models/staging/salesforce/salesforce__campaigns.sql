with

campaigns as (

    select * from {{ ref('stg_salesforce__campaigns') }}

),

campaigns_of_the_shape as (

    select
        -- keys
        'salesforce:campaign:' || campaign_id as campaign_key,
        'salesforce' as system,
        campaign_id,

        -- attributes
        campaign_name,
        campaign_type,
        campaign_status,
        starts_on,
        ends_on,

        -- measures
        budgeted_cost,
        actual_cost,
        currency

    from campaigns

)

select * from campaigns_of_the_shape
