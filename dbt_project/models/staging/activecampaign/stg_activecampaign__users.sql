with

landed_users as (

    {{ landed('activecampaign', 'user') }}

),

newest_versions as (

    {{ newest_version('landed_users', 'id') }}

),

users as (

    select
        -- keys
        id as user_id,

        -- attributes
        coalesce(nullif(trim(coalesce(first_name || ' ', '') || coalesce(last_name, '')), ''), username)
            as user_name,
        email,
        time_zone,

        -- flags
        not _is_missing as is_active

    from newest_versions

)

select * from users
