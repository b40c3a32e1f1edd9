with

landed_stage_changes as (

    {{ landed('template', 'stage_changes') }}

),

stage_changes as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        person_id,

        -- attributes
        stage,
        reason,

        -- times
        changed_at,
        changed_at_has_time as changed_has_time,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_stage_changes

)

select * from stage_changes
