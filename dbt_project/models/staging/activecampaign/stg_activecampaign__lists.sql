with

landed_lists as (

    {{ landed('activecampaign', 'list') }}

),

newest_versions as (

    {{ newest_version('landed_lists', 'id') }}

),

lists as (

    select
        id as list_id,
        name as list_name
    from newest_versions

)

select * from lists
