with

landed_activities as (

    {{ landed('pardot', 'visitor_activity') }}

),

visitor_activities as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as activity_id,
        prospect_id,
        coalesce(campaign_id, {{ pardot_reference('campaign', 'id') | indent(8) }}) as campaign_id,

        -- attributes
        type as activity_type_id,
        type_name,
        details,
        {{ pardot_reference('campaign', 'name') | indent(8) }} as campaign,

        -- times
        created_at as occurred_at,
        created_at_has_time as occurred_has_time,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_activities

)

select * from visitor_activities
