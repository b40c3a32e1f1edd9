with

landed_lists as (

    {{ landed('hubspot', 'lists') }}

),

lists as (

    select
        -- keys
        id as list_id,

        -- attributes
        name as list_name,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_lists

),

newest_lists as (

    {{ newest_version('lists', 'list_id') }}

)

select * from newest_lists
