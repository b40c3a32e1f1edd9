with

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

user_roles as (

    select * from {{ ref('stg_salesforce__user_roles') }}

),

integration_users as (

    select * from {{ ref('integration_users') }}

),

integration_user_ids as (

    select distinct users.user_id
    from users
    inner join integration_users
        on lower(users.user_name) like lower(integration_users.name_pattern)
        and integration_users.system in ('*', 'salesforce')

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
        coalesce(users.user_type, 'Standard') = 'Standard'
        and integration_user_ids.user_id is null as is_person,
        users.is_active

    from users
    left join user_roles
        on users.user_role_id = user_roles.user_role_id
    left join integration_user_ids
        on users.user_id = integration_user_ids.user_id

)

select * from users_of_the_shape
