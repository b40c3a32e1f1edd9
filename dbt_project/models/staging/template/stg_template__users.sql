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
        {{ told_flag('landed_users', 'template', 'users', 'is_active') | indent(8) }} as is_active,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_users

)

select * from users
