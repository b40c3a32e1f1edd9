with

landed_campaign_members as (

    {{ landed('salesforce', 'campaign_member') }}

),

campaign_members as (

    select
        -- keys
        {{ salesforce_id_18('id') }} as campaign_member_id,
        {{ salesforce_id_18('campaign_id') }} as campaign_id,
        {{ salesforce_id_18('lead_id') }} as lead_id,
        {{ salesforce_id_18('contact_id') }} as contact_id,

        -- attributes
        status,

        -- flags
        coalesce(has_responded, false) as has_responded,

        -- times
        first_responded_date as first_responded_on,
        created_date as created_at,
        created_date_has_time as created_has_time,
        coalesce(last_modified_date, system_modstamp) as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_campaign_members

),

newest_campaign_members as (

    {{ newest_version('campaign_members', 'campaign_member_id', 'modified_at') }}

)

select * from newest_campaign_members
