with

contact_property_histories as (

    {{ hubspot_property_histories('contact', 'contact_id') }}

)

select * from contact_property_histories
