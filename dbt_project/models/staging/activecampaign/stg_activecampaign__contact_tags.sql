with

landed_contact_tags as (

    {{ landed('activecampaign', 'contact_tag') }}

),

-- the same row stands in every later export
contact_tags as (

    select distinct
        -- keys
        id as contact_tag_row_id,
        contact_id,
        tag_id,

        -- flags
        added_at_has_time as added_has_time,

        -- times
        added_at as added_at

    from landed_contact_tags
    where added_at is not null

)

select * from contact_tags
