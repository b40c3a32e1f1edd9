with

activity_versions as (

    select * from {{ ref('stg_marketo__activity_versions') }}

),

newest_activities as (

    {{ newest_version('activity_versions', 'activity_id') }}

)

select * from newest_activities
