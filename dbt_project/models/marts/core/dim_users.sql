with

users as (

    select * from {{ ref('int_users_resolved') }}

),

users_published as (

    select
        -- keys
        users.user_key as user_id,

        -- attributes
        users.system,
        coalesce(users.user_name, users.user_key) as user_name,
        users.email,
        users.team,
        users.department,
        users.role,
        users.title,
        users.time_zone,

        -- flags
        users.is_person,
        users.is_sales,
        users.is_active,
        users.is_exported,
        users.is_team_mapped

    from users

)

select * from users_published
