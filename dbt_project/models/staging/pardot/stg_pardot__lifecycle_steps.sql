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
        previous_stage_id,
        next_stage_id,

        -- attributes
        previous_stage,
        next_stage,

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
