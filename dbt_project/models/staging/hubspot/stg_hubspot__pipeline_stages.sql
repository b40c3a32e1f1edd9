with

landed_stages as (

    {{ landed('hubspot', 'pipeline_stages') }}

),

newest_versions as (

    {{ newest_version('landed_stages', 'stage_id') }}

),

pipeline_stages as (

    select
        -- keys
        stage_id,

        -- attributes
        label

    from newest_versions

)

select * from pipeline_stages
