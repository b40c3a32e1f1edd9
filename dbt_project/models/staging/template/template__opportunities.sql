with

opportunity_versions as (

    select * from {{ ref('stg_template__opportunities') }}

),

newest_opportunities as (

    {{ newest_version('opportunity_versions', 'opportunity_id', 'modified_at') }}

),

opportunities as (

    select
        -- keys
        'template:opportunity:' || opportunity_id as opportunity_key,
        'template' as system,
        opportunity_id,

        -- attributes
        opportunity_name,
        cast(null as varchar) as company_key,
        owner_key,
        stage,
        opportunity_type,
        amount,
        currency,
        source,
        loss_reason,

        -- flags
        cast(null as boolean) as is_closed,
        cast(null as boolean) as is_won,
        _is_missing as is_deleted,
        created_has_time,
        closed_has_time,

        -- times
        created_at,
        closed_at,
        modified_at

    from newest_opportunities

)

select * from opportunities
