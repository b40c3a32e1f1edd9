with

campaigns_renamed as (

    select * from {{ ref('stg_dynamics__campaigns') }}

),

currencies as (

    select * from {{ ref('stg_dynamics__currencies') }}

),

campaigns as (

    select
        -- keys
        'dynamics:campaign:' || campaigns_renamed.campaign_id as campaign_key,
        'dynamics' as system,
        campaigns_renamed.campaign_id,

        -- attributes
        coalesce(campaigns_renamed.campaign_name, campaigns_renamed.campaign_id) as campaign_name,
        campaigns_renamed.campaign_type,
        campaigns_renamed.campaign_status,
        campaigns_renamed.starts_on,
        campaigns_renamed.ends_on,

        -- measures
        campaigns_renamed.budgeted_cost,
        campaigns_renamed.actual_cost,
        coalesce(currencies.iso_code, campaigns_renamed.currency) as currency

    from campaigns_renamed
    left join currencies
        on campaigns_renamed.currency_id = currencies.currency_id
        or (
            campaigns_renamed.currency_id is null
            and {{ folded('campaigns_renamed.currency') }} = currencies.folded_name
        )

)

select * from campaigns
