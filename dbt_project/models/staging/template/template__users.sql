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
        -- a full list: who is no longer in it is no longer there
        case when not (_is_missing or _is_ended) then is_active else false end as is_active

    from newest_users

)

select * from users
