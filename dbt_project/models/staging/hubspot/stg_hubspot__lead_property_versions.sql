with

landed_leads as (

    {{ landed('hubspot', 'leads') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

lead_property_versions as (

    {{ hubspot_property_versions('landed_leads', 'lead_id') }}

)

select * from lead_property_versions
