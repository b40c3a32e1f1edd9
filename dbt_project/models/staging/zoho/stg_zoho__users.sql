with

landed_users as (

    {{ landed('zoho', 'users') }}

),

users_keyed as (

    select
        landed_users.*,
        {{ zoho_id('id') }} as user_id
    from landed_users

),

newest_versions as (

    {{ newest_version('users_keyed', 'user_id', 'modified_time') }}

),

users as (

    select
        -- keys
        user_id,

        -- attributes
        coalesce(full_name, trim(coalesce(first_name || ' ', '') || coalesce(last_name, ''))) as user_name,
        email,
        department,
        team,
        {{ zoho_name('role') }} as role,
        title,
        time_zone,

        -- flags
        case
            when not _is_missing
                then not {{ regex_matches(
                    'lower(status)', '^(disabled|inacti|deleted|closed|désactiv|supprim)'
                ) }}
            else false
        end as is_active

    from newest_versions

)

select * from users
