with

landed_fields as (

    {{ landed('activecampaign', 'field') }}

),

newest_versions as (

    {{ newest_version('landed_fields', 'id') }}

),

fields as (

    select
        id as field_id,
        title,
        perstag
    from newest_versions

)

select * from fields
