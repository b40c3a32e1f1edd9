with

landed_steps as (

    {{ landed('pardot', 'lifecycle_history') }}

),

lifecycle_steps as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as step_id,
        prospect_id,
        coalesce(previous_stage_id, {{ pardot_reference('previous_stage', 'id') | indent(8) }})
            as previous_stage_id,
        coalesce(next_stage_id, {{ pardot_reference('next_stage', 'id') | indent(8) }})
            as next_stage_id,

        -- attributes
        {{ pardot_reference('previous_stage', 'name') | indent(8) }} as previous_stage,
        {{ pardot_reference('next_stage', 'name') | indent(8) }} as next_stage,

        -- times
        created_at as changed_at,
        created_at_has_time as changed_has_time,

        -- where it was read
        _exported_at,
        _file,
        _row

    from landed_steps

)

select * from lifecycle_steps
