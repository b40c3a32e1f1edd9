with

landed_opportunities as (

    {{ landed('pardot', 'opportunity') }}

),

opportunity_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as opportunity_id,

        -- attributes
        name as opportunity_name,
        stage,
        type as opportunity_type,

        -- measures
        value as amount,
        probability / 100.0 as win_probability,

        -- flags: the status is won, lost or open
        lower(trim(status)) <> 'open' as is_closed,
        lower(trim(status)) = 'won' as is_won,
        coalesce(is_deleted, false) as is_deleted,

        -- times
        created_at,
        created_at_has_time as created_has_time,
        closed_at,
        closed_at_has_time as closed_has_time,
        updated_at as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_opportunities

)

select * from opportunity_versions
