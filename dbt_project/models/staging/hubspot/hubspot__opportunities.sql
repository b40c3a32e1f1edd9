with

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}

),

associations as (

    select * from {{ ref('stg_hubspot__associations') }}

),

pipeline_stages as (

    select * from {{ ref('stg_hubspot__pipeline_stages') }}

),

deal_versions as (

    select * from {{ ref('stg_hubspot__deal_versions') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at', 'is_archived') }}

),

listed_merges as (

    {{ list_entries('deal_versions', 'merged_deal_ids') }}

),

told_merges as (

    select
        entry_text as merged_deal_id,
        deal_id as surviving_deal_id
    from listed_merges
    where entry_text <> deal_id

    union all

    select
        merged_id as merged_deal_id,
        surviving_id as surviving_deal_id
    from merged_records
    where object = 'deal'

),

merged_deals as (

    select
        merged_deal_id,
        max(surviving_deal_id) as surviving_deal_id
    from told_merges
    group by merged_deal_id

),

-- the primary company, else any of them, the same every night
companies_of_deals as (

    select
        deal_id,
        coalesce(min(case when is_primary then company_id end), min(company_id)) as company_id
    from associations
    where company_id is not null
    group by deal_id

),

opportunities as (

    select
        -- keys
        'hubspot:opportunity:' || deals.deal_id as opportunity_key,
        'hubspot' as system,
        deals.deal_id as opportunity_id,

        -- attributes
        deals.deal_name as opportunity_name,
        'hubspot:company:' || coalesce(deals.company_id, companies_of_deals.company_id) as company_key,
        'hubspot:opportunity:' || merged_deals.surviving_deal_id as merged_into_key,
        {{ hubspot_owner_key('deals.owner') }} as owner_key,
        {{ hubspot_deal_stage('deals.stage', 'pipeline_stages') | indent(8) }} as stage,
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
    left join companies_of_deals
        on deals.deal_id = companies_of_deals.deal_id
    left join pipeline_stages
        on deals.stage = pipeline_stages.stage_id

)

select * from opportunities
