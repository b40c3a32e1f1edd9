with

users_renamed as (

    select * from {{ ref('stg_activecampaign__users') }}

),

users as (

    select
        -- keys
        'activecampaign:user:' || user_id as user_key,
        'activecampaign' as system,
        user_id,

        -- attributes
        user_name,
        email,
        time_zone,

        -- flags
        true as is_person,
        is_active

    from users_renamed

)

select * from users
