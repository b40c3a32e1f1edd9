with

landed_automations as (

    {{ landed('activecampaign', 'automation') }}

),

newest_versions as (

    {{ newest_version('landed_automations', 'id') }}

),

automations as (

    select
        id as automation_id,
        name as automation_name
    from newest_versions

)

select * from automations
