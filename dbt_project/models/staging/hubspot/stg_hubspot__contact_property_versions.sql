with

landed_contacts as (

    {{ landed('hubspot', 'contacts') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

contact_property_versions as (

    {{ hubspot_property_versions('landed_contacts', 'contact_id') }}

)

select * from contact_property_versions
