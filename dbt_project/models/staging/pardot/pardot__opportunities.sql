with

opportunity_versions as (

    select * from {{ ref('stg_pardot__opportunity_versions') }}

),

newest_opportunities as (

    {{ newest_version('opportunity_versions', 'opportunity_id', 'modified_at', 'is_deleted') }}

),

opportunities as (

    select
        -- keys
        'pardot:opportunity:' || opportunity_id as opportunity_key,
        'pardot' as system,
        opportunity_id,

        -- attributes
        opportunity_name,
        stage,
        opportunity_type,

        -- measures
        amount,
        win_probability,

        -- flags
        is_closed,
        is_won,
        _is_deleted as is_deleted,
        created_has_time,
        closed_has_time,
        {{ cell_is_refused('newest_opportunities', 'pardot', 'opportunity', 'value') | indent(8) }}
            as amount_is_refused,

        -- times
        created_at,
        closed_at,
        modified_at

    from newest_opportunities

)

select * from opportunities
