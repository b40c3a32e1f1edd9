with

owners as (

    select * from {{ ref('stg_hubspot__owners') }}

),

users as (

    select
        -- keys
        'hubspot:user:' || owner_id as user_key,
        'hubspot' as system,
        owner_id as user_id,

        -- attributes
        owner_name as user_name,
        email,
        department,
        role,
        team,
        job_title as title,
        time_zone,

        -- flags
        is_person,
        is_active

    from owners

)

select * from users
