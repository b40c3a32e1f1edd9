with

deal_versions as (

    select * from {{ ref('stg_activecampaign__deal_versions') }}

),

deal_stages as (

    select * from {{ ref('stg_activecampaign__deal_stages') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at', 'is_deleted') }}

),

opportunities as (

    select
        -- keys
        'activecampaign:opportunity:' || deals.deal_id as opportunity_key,
        'activecampaign' as system,
        deals.deal_id as opportunity_id,

        -- attributes
        deals.deal_name as opportunity_name,
        {{ activecampaign_user_key('deals.owner') }} as owner_key,
        {{ activecampaign_deal_stage('deals', 'deal_stages') }} as stage,

        -- measures
        deals.amount,
        deals.currency,
        deals.win_probability,

        -- flags
        deals.status <> 'open' as is_closed,
        deals.status = 'won' as is_won,
        deals._is_deleted or deals._is_missing as is_deleted,
        deals.created_has_time,
        case when deals.status = 'open' then deals.expected_has_time else deals.closed_has_time end
            as closed_has_time,
        {{ cell_is_refused('deals', 'activecampaign', 'deal', 'amount') | indent(8) }}
            as amount_is_refused,

        -- times
        deals.created_at,
        case when deals.status = 'open' then deals.expected_at else deals.closed_at end as closed_at,
        deals.modified_at

    from deals
    left join deal_stages
        on deals.stage_id = deal_stages.stage_id

)

select * from opportunities
