with

landed_lists as (

    {{ landed('brevo', 'list') }}

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
