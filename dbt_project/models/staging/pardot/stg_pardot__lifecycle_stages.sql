with

landed_lifecycle_stages as (

    {{ landed('pardot', 'lifecycle_stage') }}

),

lifecycle_stages as (

    select
        -- keys
        id as stage_id,

        -- attributes
        name as stage_name,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_lifecycle_stages

),

newest_lifecycle_stages as (

    {{ newest_version('lifecycle_stages', 'stage_id') }}

)

select * from newest_lifecycle_stages
