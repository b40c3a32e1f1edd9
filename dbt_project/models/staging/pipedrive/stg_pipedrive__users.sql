with

landed_users as (

    {{ landed('pipedrive', 'users') }}

),

newest_versions as (

    {{ newest_version('landed_users', 'id', 'modified', 'is_deleted') }}

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
        coalesce(active_flag, true) and not _is_deleted and not _is_missing as is_active

    from newest_versions

)

select * from users
