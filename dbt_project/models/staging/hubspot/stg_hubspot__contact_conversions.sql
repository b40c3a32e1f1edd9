with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

conversions_seen as (

    select
        contact_id,
        first_conversion as form_name,
        first_converted_at as converted_at,
        first_converted_has_time as converted_has_time
    from contact_versions
    where first_converted_at is not null
    union
    select
        contact_id,
        recent_conversion as form_name,
        recently_converted_at as converted_at,
        recently_converted_has_time as converted_has_time
    from contact_versions
    where recently_converted_at is not null

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
