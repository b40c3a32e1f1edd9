with

landed_user_roles as (

    {{ landed('salesforce', 'user_role') }}

),

user_roles as (

    select
        -- keys
        {{ salesforce_id_18('id') }} as user_role_id,

        -- attributes
        name as user_role_name,

        -- times
        coalesce(last_modified_date, system_modstamp) as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_user_roles

),

newest_user_roles as (

    {{ newest_version('user_roles', 'user_role_id', 'modified_at') }}

)

select * from newest_user_roles
