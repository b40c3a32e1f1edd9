with

user_versions as (

    select * from {{ ref('stg_template__users') }}

),

newest_users as (

    {{ newest_version('user_versions', 'user_id') }}

),

users as (

    select
        -- keys
        'template:user:' || user_id as user_key,
        'template' as system,
        user_id,

        -- attributes
        user_name,
        email,
        role,
        team,
        title,
        time_zone,

        -- flags
        true as is_person,
        is_active

    from newest_users

)

select * from users
