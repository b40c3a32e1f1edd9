with

landed_deals as (

    {{ landed('pipedrive', 'deals') }}

),

deal_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as deal_id,
        {{ pipedrive_reference('person_id') }} as person_id,
        {{ pipedrive_reference('org_id') }} as organization_id,
        stage_id,

        -- attributes
        title as deal_name,
        owner_id as owner,
        {{ pipedrive_deal_status('status') }} as status,
        deal_type,
        currency,
        lost_reason as loss_reason,
        coalesce(source, source_channel, source_origin) as source,

        -- measures
        value as amount,
        probability / 100.0 as win_probability,

        -- flags
        coalesce(is_deleted, false)
        or coalesce({{ regex_matches('lower(status)', '^(deleted|supprim)') }}, false) as is_deleted,

        -- times
        expected_close_date as expected_at,
        expected_close_date_has_time as expected_has_time,
        stage_change_time as stage_changed_at,
        stage_change_time_has_time as stage_changed_has_time,
        coalesce(won_time, close_time) as won_at,
        coalesce(won_time_has_time, close_time_has_time) as won_has_time,
        coalesce(lost_time, close_time) as lost_at,
        coalesce(lost_time_has_time, close_time_has_time) as lost_has_time,
        add_time as created_at,
        add_time_has_time as created_has_time,
        update_time as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_deals

)

select * from deal_versions
