with

landed_users as (

    {{ landed('dynamics', 'user') }}

),

users_told as (

    select
        landed_users.*,
        not {{ told_flag('landed_users', 'dynamics', 'user', 'is_disabled') | indent(8) }} as is_active
    from landed_users

),

newest_versions as (

    {{ newest_version('users_told', 'user_id', 'modified_on') }}

),

users as (

    select
        -- keys
        {{ dynamics_id('user_id') }} as user_id,

        -- attributes
        full_name as user_name,
        email,
        department,
        coalesce(team, business_unit_name) as team,
        title,
        time_zone,

        -- flags: who is an application, or comes by no screen, is a machine
        application_id is null
        and not coalesce(
            access_mode_code in ('3', '4', '5')
            or {{ regex_matches('lower(access_mode)', '^(non|support|delegated|délégu)') }},
            false
        ) as is_person,
        case when not _is_missing then is_active else false end as is_active

    from newest_versions

)

select * from users
