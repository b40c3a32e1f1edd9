with

landed_users as (

    {{ landed('template', 'users') }}

),

users as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as user_id,

        -- attributes
        name as user_name,
        email,
        team,
        role,
        title,
        time_zone,

        -- flags
        is_active,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_users

)

select * from users
