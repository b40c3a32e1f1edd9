with

company_property_histories as (

    {{ hubspot_property_histories('company', 'company_id') }}

)

select * from company_property_histories
