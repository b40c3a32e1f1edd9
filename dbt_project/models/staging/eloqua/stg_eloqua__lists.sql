with

landed_lists as (

    {{ landed('eloqua', 'list') }}

),

lists as (

    select
        -- keys
        id as list_id,

        -- attributes
        name as list_name,

        -- times
        updated_at as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_lists

),

newest_lists as (

    {{ newest_version('lists', 'list_id', 'modified_at') }}

)

select * from newest_lists
