with

landed_tags as (

    {{ landed('activecampaign', 'tag') }}

),

newest_versions as (

    {{ newest_version('landed_tags', 'id') }}

),

tags as (

    select
        id as tag_id,
        tag as tag_name
    from newest_versions

)

select * from tags
