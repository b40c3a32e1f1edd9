with

users_renamed as (

    select * from {{ ref('stg_pipedrive__users') }}

),

users as (

    select
        -- keys
        'pipedrive:user:' || user_id as user_key,
        'pipedrive' as system,
        user_id,

        -- attributes
        user_name,
        email,
        department,
        role,
        team,
        time_zone,

        -- flags
        true as is_person,
        is_active

    from users_renamed

)

select * from users
