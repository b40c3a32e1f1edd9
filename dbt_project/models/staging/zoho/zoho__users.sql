with

users_renamed as (

    select * from {{ ref('stg_zoho__users') }}

),

users as (

    select
        -- keys
        'zoho:user:' || user_id as user_key,
        'zoho' as system,
        user_id,

        -- attributes
        user_name,
        email,
        department,
        role,
        team,
        title,
        time_zone,

        -- flags
        true as is_person,
        is_active

    from users_renamed

)

select * from users
