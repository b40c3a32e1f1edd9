with

opportunity_versions as (

    select * from {{ ref('stg_template__opportunities') }}

),

newest_opportunities as (

    {{ newest_version('opportunity_versions', 'opportunity_id', 'modified_at', 'is_deleted') }}

),

opportunities as (

    select
        -- keys
        'template:opportunity:' || opportunity_id as opportunity_key,
        'template' as system,
        opportunity_id,

        -- attributes
        opportunity_name,
        'template:opportunity:' || merged_into as merged_into_key,
        owner_key,
        stage,
        opportunity_type,
        amount,
        currency,
        win_probability,
        source,
        loss_reason,

        -- flags
        is_closed,
        is_won,
        _is_deleted or _is_missing as is_deleted,
        created_has_time,
        closed_has_time,
        {{ cell_is_refused('newest_opportunities', 'template', 'opportunities', 'amount') | indent(8) }}
            as amount_is_refused,

        -- times
        created_at,
        closed_at,
        modified_at

    from newest_opportunities

)

select * from opportunities
