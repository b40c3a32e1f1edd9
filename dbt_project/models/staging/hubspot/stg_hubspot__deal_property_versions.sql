with

landed_deals as (

    {{ landed('hubspot', 'deals') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

deal_property_versions as (

    {{ hubspot_property_versions('landed_deals', 'deal_id') }}

)

select * from deal_property_versions
