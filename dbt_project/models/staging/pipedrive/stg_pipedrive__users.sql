with

landed_users as (

    {{ landed('pipedrive', 'users') }}

),

users_told as (

    select
        landed_users.*,
        {{ told_flag('landed_users', 'pipedrive', 'users', 'active_flag') | indent(8) }} as is_active
    from landed_users

),

newest_versions as (

    {{ newest_version('users_told', 'id', 'modified', 'is_deleted') }}

),

users as (

    select
        -- keys
        id as user_id,

        -- attributes
        name as user_name,
        email,
        team,
        department,
        role,
        time_zone,

        -- flags
        case when not (_is_deleted or _is_missing) then is_active else false end as is_active

    from newest_versions

)

select * from users
