with

landed_changes as (

    {{ landed('hubspot', 'contact_property_history') }}

),

contact_property_histories as (

    -- the same change stands in every later export
    select distinct
        -- keys
        contact_id,

        -- attributes
        lower(property) as property,
        value,

        -- flags
        changed_at_has_time as has_time,

        -- times
        changed_at

    from landed_changes

)

select * from contact_property_histories
