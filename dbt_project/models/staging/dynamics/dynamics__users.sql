with

users_renamed as (

    select * from {{ ref('stg_dynamics__users') }}

),

teams as (

    select * from {{ ref('stg_dynamics__teams') }}

),

users as (

    select
        -- keys
        'dynamics:user:' || user_id as user_key,
        'dynamics' as system,
        user_id,

        -- attributes
        user_name,
        email,
        department,
        team,
        title,
        time_zone,

        -- flags
        is_person,
        is_active

    from users_renamed

),

-- a team owns records as a queue does: a list names it where the owner stands
teams_as_users as (

    select
        -- keys
        'dynamics:user:' || team_id as user_key,
        'dynamics' as system,
        team_id as user_id,

        -- attributes
        team_name as user_name,
        cast(null as {{ dbt.type_string() }}) as email,
        cast(null as {{ dbt.type_string() }}) as department,
        cast(null as {{ dbt.type_string() }}) as team,
        cast(null as {{ dbt.type_string() }}) as title,
        cast(null as {{ dbt.type_string() }}) as time_zone,

        -- flags
        false as is_person,
        true as is_active

    from teams

)

select * from users
union all
select * from teams_as_users
