with

landed_teams as (

    {{ landed('dynamics', 'team') }}

),

newest_versions as (

    {{ newest_version('landed_teams', 'team_id') }}

),

teams as (

    select
        {{ dynamics_id('team_id') }} as team_id,
        team_name
    from newest_versions

)

select * from teams
