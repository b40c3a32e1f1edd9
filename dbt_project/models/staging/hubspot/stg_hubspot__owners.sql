with

landed_owners as (

    {{ landed('hubspot', 'owners') }}

),

newest_versions as (

    {{ newest_version('landed_owners', 'id', 'updated_at', 'archived') }}

),

owners_with_team_array as (

    select
        id,
        teams
    from newest_versions
    where teams like '[%'

),

listed_teams as (

    {{ json_entries('owners_with_team_array', 'teams') }}

),

-- an entry is an object with a name, or the name itself
teams_ranked as (

    select
        id,
        coalesce({{ json_text('entry_text', 'name') }}, entry_text) as team,
        row_number() over (
            partition by id
            order by
                case when {{ json_text('entry_text', 'primary') }} = 'true' then 0 else 1 end,
                cast(entry_name as integer)
        ) as team_rank
    from listed_teams

),

main_teams as (

    select
        id,
        team
    from teams_ranked
    where team_rank = 1

),

owners as (

    select
        -- keys
        newest_versions.id as owner_id,

        -- attributes
        nullif(
            trim(
                coalesce(newest_versions.first_name, '')
                || ' ' || coalesce(newest_versions.last_name, '')
            ),
            ''
        ) as owner_name,
        newest_versions.email,
        newest_versions.department,
        newest_versions.role,
        coalesce(
            main_teams.team,
            case
                when newest_versions.teams not like '[%'
                    then trim(split_part(newest_versions.teams, ';', 1))
            end
        ) as team,
        newest_versions.job_title,
        newest_versions.time_zone,

        -- flags
        coalesce(lower(newest_versions.type) <> 'queue', true) as is_person,
        not newest_versions._is_deleted
        and not newest_versions._is_missing as is_active

    from newest_versions
    left join main_teams
        on newest_versions.id = main_teams.id

)

select * from owners
