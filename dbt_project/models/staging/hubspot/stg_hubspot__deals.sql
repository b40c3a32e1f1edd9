with

deal_versions as (

    select * from {{ ref('stg_hubspot__deal_versions') }}

),

newest_versions as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at') }}

),

deals as (

    select
        -- keys
        deal_id,
        contact_ids,
        company_id,

        -- attributes
        deal_name,
        stage,
        deal_type,
        currency,
        loss_reason,
        source,
        owner,

        -- measures
        amount,

        -- flags
        is_closed,
        is_won,
        is_archived or _is_missing as is_deleted,

        -- times
        created_at,
        created_has_time,
        closed_at,
        closed_has_time,
        modified_at

    from newest_versions

)

select * from deals
