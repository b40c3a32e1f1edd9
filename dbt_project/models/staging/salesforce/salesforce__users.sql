with

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

user_roles as (

    select * from {{ ref('stg_salesforce__user_roles') }}

),

users_of_the_shape as (

    select
        -- keys
        'salesforce:user:' || users.user_id as user_key,
        'salesforce' as system,
        users.user_id,

        -- attributes
        users.user_name,
        users.email,
        users.department,
        coalesce(user_roles.user_role_name, users.user_role_name) as role,
        users.team,
        users.title,
        users.time_zone,

        -- flags
        coalesce(users.user_type, 'Standard') = 'Standard' as is_person,
        -- a full list: who is no longer in it is no longer there
        case when not (users._is_missing or users._is_ended) then users.is_active else false end as is_active

    from users
    left join user_roles
        on users.user_role_id = user_roles.user_role_id

)

select * from users_of_the_shape
