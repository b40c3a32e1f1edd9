{{ config(materialized='table') }}

with

users as (

    select * from {{ ref('int_users_unioned') }}

),

user_teams as (

    select * from {{ ref('user_teams') }}

),

integration_users as (

    select * from {{ ref('integration_users') }}

),

user_time_zones as (

    select * from {{ ref('int_user_time_zones_read') }}

),

-- whom a tool exported, and whom a record names
users_named as (
    {% for records, user_key in [
        (ref('int_users_unioned'), 'user_key'),
        (ref('int_people_unioned'), 'owner_key'),
        (ref('int_companies_unioned'), 'owner_key'),
        (ref('int_owner_changes_unioned'), 'owner_key'),
        (ref('int_owner_changes_unioned'), 'old_owner_key'),
        (ref('int_sales_activities_unioned'), 'user_key'),
        (ref('int_opportunities_unioned'), 'owner_key')
    ] %}
    select {{ user_key }} as user_key from {{ records }}
    {{ 'union' if not loop.last }}
    {% endfor %}
),

-- an owner who was not exported is taken for a standard user, lest a missing file cost leads their handoff
users_collected as (

    select
        users_named.user_key,
        substr(users_named.user_key, length(split_part(users_named.user_key, ':', 1)) + 7) as user_id,
        coalesce(users.system, split_part(users_named.user_key, ':', 1)) as system,
        users.user_name,
        users.email,
        users.department,
        users.role,
        users.team,
        users.title,
        users.time_zone,
        coalesce(users.is_person, true) as is_person,
        users.is_active,
        users.user_key is not null as is_exported
    from users_named
    left join users
        on users_named.user_key = users.user_key
    where users_named.user_key is not null

),

users_of_software as (

    select distinct users_collected.user_key
    from users_collected
    inner join integration_users
        on integration_users.system in (users_collected.system, '*')
        and lower(coalesce(users_collected.user_name, users_collected.user_id))
        like lower(integration_users.name_pattern)

),

users_judged as (

    select
        users_collected.*,
        users_collected.is_person and users_of_software.user_key is null as is_human
    from users_collected
    left join users_of_software
        on users_collected.user_key = users_of_software.user_key

),

teams_matched as (

    select
        users_collected.user_key,
        user_teams.team,
        row_number() over (
            partition by users_collected.user_key
            order by
                case user_teams.field when 'user' then 0 when 'team' then 1 when 'role' then 3 else 2 end,
                case when user_teams.system = '*' then 1 else 0 end,
                user_teams.team
        ) as match_rank
    from users_collected
    inner join user_teams
        on user_teams.system in (users_collected.system, '*')
        and {{ folded('user_teams.value') }} in (
            {% for field, value in [('user', 'user_id'), ('user', 'user_name'), ('user', 'email'),
                                    ('team', 'team'), ('department', 'department'), ('role', 'role')] %}
            case when user_teams.field = '{{ field }}' then {{ folded('users_collected.' ~ value) }} end
            {{ ',' if not loop.last }}
            {% endfor %}
        )

),

users_resolved as (

    select
        -- keys
        users_judged.user_key,

        -- attributes
        users_judged.system,
        users_judged.user_name,
        users_judged.email,
        users_judged.department,
        users_judged.role,
        users_judged.title,
        users_judged.team as team_text,
        case when users_judged.is_human then coalesce(teams_matched.team, 'sales') end as team,
        users_judged.time_zone as time_zone_text,
        user_time_zones.time_zone,

        -- flags
        users_judged.is_human as is_person,
        users_judged.is_human and coalesce(teams_matched.team, 'sales') = 'sales' as is_sales,
        users_judged.is_active,
        users_judged.is_exported,
        teams_matched.team is not null or not users_judged.is_human as is_team_mapped

    from users_judged
    left join teams_matched
        on users_judged.user_key = teams_matched.user_key
        and teams_matched.match_rank = 1
    left join user_time_zones
        on users_judged.time_zone = user_time_zones.time_zone_text

)

select * from users_resolved
