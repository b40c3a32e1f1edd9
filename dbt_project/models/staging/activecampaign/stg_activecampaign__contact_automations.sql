with

landed_contact_automations as (

    {{ landed('activecampaign', 'contact_automation') }}

),

-- the same row stands in every later export
contact_automations as (

    select distinct
        -- keys
        id as contact_automation_row_id,
        contact_id,
        automation_id,

        -- flags
        entered_at_has_time as added_has_time,

        -- times
        entered_at as added_at

    from landed_contact_automations
    where entered_at is not null

)

select * from contact_automations
