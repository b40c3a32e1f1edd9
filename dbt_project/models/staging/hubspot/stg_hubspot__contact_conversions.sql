with

landed_contacts as (

    {{ landed('hubspot', 'contacts') }}

),

conversions_seen as (

    select
        hs_object_id as contact_id,
        first_conversion_event_name as form_name,
        first_conversion_date as converted_at,
        first_conversion_date_has_time as converted_has_time
    from landed_contacts
    where first_conversion_date is not null
    union
    select
        hs_object_id as contact_id,
        recent_conversion_event_name as form_name,
        recent_conversion_date as converted_at,
        recent_conversion_date_has_time as converted_has_time
    from landed_contacts
    where recent_conversion_date is not null

),

contact_conversions as (

    select
        -- keys
        {{ stable_hash(['contact_id', 'converted_at']) }} as conversion_key,
        contact_id,

        -- attributes
        max(form_name) as form_name,

        -- flags
        max(case when converted_has_time then 1 else 0 end) = 1 as converted_has_time,

        -- times
        converted_at

    from conversions_seen
    group by contact_id, converted_at

)

select * from contact_conversions
