with

landed_users as (

    {{ landed('salesforce', 'user') }}

),

users as (

    select
        -- keys
        {{ salesforce_id_18('id') }} as user_id,
        {{ salesforce_id_18('user_role_id') }} as user_role_id,

        -- attributes
        coalesce(
            name,
            nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''),
            username
        ) as user_name,
        email,
        department,
        title,
        team,
        user_type,
        user_role_name,
        time_zone_sid_key as time_zone,

        -- flags
        {{ told_flag('landed_users', 'salesforce', 'user', 'is_active') | indent(8) }} as is_active,

        -- times
        coalesce(last_modified_date, system_modstamp) as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_users

),

newest_users as (

    {{ newest_version('users', 'user_id', 'modified_at') }}

)

select * from newest_users
