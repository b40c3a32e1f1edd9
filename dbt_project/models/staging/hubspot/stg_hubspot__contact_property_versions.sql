with

landed_contacts as (

    {{ landed('hubspot', 'contacts') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

contacts_with_history as (

    select
        hs_object_id as contact_id,
        properties_with_history
    from landed_contacts
    where properties_with_history is not null

),

histories as (

    {{ json_entries('contacts_with_history', 'properties_with_history') }}

),

property_histories as (

    select
        contact_id,
        entry_name as property,
        entry_text as property_values
    from histories

),

property_values as (

    {{ json_entries('property_histories', 'property_values') }}

),

contact_property_versions as (

    -- the same change stands in every later export
    select distinct
        -- keys
        property_values.contact_id,

        -- attributes
        lower(property_values.property) as property,
        nullif({{ json_text('property_values.entry_text', 'value') }}, '') as value,

        -- flags
        {{ text_has_time(json_text('property_values.entry_text', 'timestamp')) }} as has_time,

        -- times
        {{ utc_of_text(
            json_text('property_values.entry_text', 'timestamp'), 'settings.time_zone'
        ) }} as changed_at

    from property_values
    cross join settings

)

select * from contact_property_versions
where changed_at is not null
