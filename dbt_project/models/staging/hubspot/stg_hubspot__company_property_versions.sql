with

landed_companies as (

    {{ landed('hubspot', 'companies') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

company_property_versions as (

    {{ hubspot_property_versions('landed_companies', 'company_id') }}

)

select * from company_property_versions
