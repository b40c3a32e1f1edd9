with

landed_contact_lists as (

    {{ landed('activecampaign', 'contact_list') }}

),

-- the same row stands in every later export
contact_lists as (

    select distinct
        -- keys
        id as contact_list_row_id,
        contact_id,
        list_id,

        -- flags
        added_at_has_time as added_has_time,

        -- times
        added_at as added_at

    from landed_contact_lists
    where added_at is not null and coalesce(status, '1') <> '0'

)

select * from contact_lists
