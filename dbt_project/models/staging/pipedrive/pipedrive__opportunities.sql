with

deal_versions as (

    select * from {{ ref('stg_pipedrive__deal_versions') }}

),

stages as (

    select * from {{ ref('stg_pipedrive__stages') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at', 'is_deleted') }}

),

opportunities as (

    select
        -- keys
        'pipedrive:opportunity:' || deals.deal_id as opportunity_key,
        'pipedrive' as system,
        deals.deal_id as opportunity_id,

        -- attributes
        deals.deal_name as opportunity_name,
        'pipedrive:organization:' || deals.organization_id as company_key,
        {{ pipedrive_user_key('deals.owner') }} as owner_key,
        {{ pipedrive_deal_stage('deals', 'stages') }} as stage,
        deals.deal_type as opportunity_type,

        -- measures
        deals.amount,
        deals.currency,
        deals.win_probability,

        -- attributes of its origin and end
        deals.source,
        deals.loss_reason,

        -- flags
        deals.status <> 'open' as is_closed,
        deals.status = 'won' as is_won,
        deals._is_deleted or deals._is_missing as is_deleted,
        deals.created_has_time,
        case deals.status
            when 'won' then deals.won_has_time
            when 'lost' then deals.lost_has_time
            else deals.expected_has_time
        end as closed_has_time,
        {{ cell_is_refused('deals', 'pipedrive', 'deals', 'value') | indent(8) }}
            as amount_is_refused,

        -- times
        deals.created_at,
        case deals.status
            when 'won' then deals.won_at
            when 'lost' then deals.lost_at
            else deals.expected_at
        end as closed_at,
        deals.modified_at

    from deals
    left join stages
        on deals.stage_id = stages.stage_id

)

select * from opportunities
