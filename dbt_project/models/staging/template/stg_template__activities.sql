with

landed_activities as (

    {{ landed('template', 'activities') }}

),

activities as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        coalesce(
            id, {{ stable_hash(['person_id', 'activity_type', 'occurred_at', 'detail']) }}
        ) as activity_id,
        person_id,
        {{ template_owner_key('user_id') }} as user_key,

        -- attributes
        activity_type,
        detail,
        source,
        campaign,
        case
            when {{ folded('direction') }} = 'inbound'
                then 'inbound'
            when direction is not null then 'outbound'
        end as direction,

        -- flags
        coalesce(is_done, true) as is_done,
        coalesce(is_automated, false) as is_automated,
        sequence is not null as is_in_sequence,

        -- times
        occurred_at,
        occurred_at_has_time as occurred_has_time,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_activities

)

select * from activities
