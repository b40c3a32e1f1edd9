with

landed_opportunities as (

    {{ landed('template', 'opportunities') }}

),

opportunities as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as opportunity_id,
        person_id,
        merged_into,
        {{ template_owner_key('owner') }} as owner_key,

        -- attributes
        name as opportunity_name,
        stage,
        opportunity_type,
        amount,
        upper(trim(currency)) as currency,
        source,
        loss_reason,

        -- measures
        probability / 100.0 as win_probability,

        -- flags
        {{ told_flag('landed_opportunities', 'template', 'opportunities', 'is_closed') | indent(8) }}
            as is_closed,
        {{ told_flag('landed_opportunities', 'template', 'opportunities', 'is_won') | indent(8) }}
            as is_won,
        coalesce(is_deleted, false) as is_deleted,

        -- times
        created_at,
        created_at_has_time as created_has_time,
        closed_at,
        closed_at_has_time as closed_has_time,
        modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_opportunities

)

select * from opportunities
