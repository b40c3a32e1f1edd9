with

deal_property_histories as (

    {{ hubspot_property_histories('deal', 'deal_id') }}

)

select * from deal_property_histories
