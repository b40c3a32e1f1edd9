with

deal_versions as (

    select * from {{ ref('stg_zoho__deal_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at', 'is_deleted') }}

),

opportunities as (

    select
        -- keys
        'zoho:opportunity:' || deals.deal_id as opportunity_key,
        'zoho' as system,
        deals.deal_id as opportunity_id,

        -- attributes
        deals.deal_name as opportunity_name,
        'zoho:account:' || deals.account_id as company_key,
        {{ zoho_user_key('deals.owner') }} as owner_key,
        deals.stage,
        deals.deal_type as opportunity_type,

        -- measures
        deals.amount,
        deals.currency,
        deals.win_probability,

        -- attributes of its origin and end
        deals.source,
        deals.loss_reason,

        -- flags: that it is closed only its stage says
        cast(null as boolean) as is_closed,
        cast(null as boolean) as is_won,
        deals._is_deleted or deals._is_missing as is_deleted,
        deals.created_has_time,
        false as closed_has_time,
        {{ cell_is_refused('deals', 'zoho', 'deals', 'amount') | indent(8) }}
            as amount_is_refused,

        -- times
        deals.created_at,
        {{ from_zone('cast(deals.closes_on as timestamp)', 'settings.time_zone') }} as closed_at,
        deals.modified_at

    from deals
    cross join settings

)

select * from opportunities
