with

deal_versions as (

    select * from {{ ref('stg_hubspot__deal_versions') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at', 'is_archived') }}

),

listed_merges as (

    {{ list_entries('deal_versions', 'merged_deal_ids') }}

),

merged_deals as (

    select
        entry_text as merged_deal_id,
        max(deal_id) as surviving_deal_id
    from listed_merges
    where entry_text <> deal_id
    group by entry_text

),

opportunities as (

    select
        -- keys
        'hubspot:opportunity:' || deals.deal_id as opportunity_key,
        'hubspot' as system,
        deals.deal_id as opportunity_id,

        -- attributes
        deals.deal_name as opportunity_name,
        'hubspot:company:' || deals.company_id as company_key,
        'hubspot:opportunity:' || merged_deals.surviving_deal_id as merged_into_key,
        {{ hubspot_owner_key('deals.owner') }} as owner_key,
        deals.stage,
        deals.deal_type as opportunity_type,

        -- measures
        deals.amount,
        deals.currency,
        deals.win_probability,

        -- attributes of its origin and end
        deals.source,
        deals.loss_reason,

        -- flags
        coalesce(deals.is_closed, case when deals.is_won then true end) as is_closed,
        deals.is_won,
        deals._is_deleted or deals._is_missing as is_deleted,
        deals.created_has_time,
        deals.closed_has_time,
        {{ cell_is_refused('deals', 'hubspot', 'deals', 'amount') | indent(8) }}
            as amount_is_refused,

        -- times
        deals.created_at,
        deals.closed_at,
        deals.modified_at

    from deals
    left join merged_deals
        on deals.deal_id = merged_deals.merged_deal_id

)

select * from opportunities
