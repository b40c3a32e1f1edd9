with

landed_stages as (

    {{ landed('pipedrive', 'stages') }}

),

newest_versions as (

    {{ newest_version('landed_stages', 'id') }}

),

stages as (

    select
        id as stage_id,
        name as stage_name
    from newest_versions

)

select * from stages
