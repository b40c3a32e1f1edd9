with

landed_activities as (

    {{ landed('template', 'activities') }}

),

-- several persons, or both another type and another time: several activities
ids_shared_in_an_export as (

    select id
    from landed_activities
    where id is not null
    group by id, _exported_at
    having
        min(person_id) <> max(person_id)
        or (
            min(activity_type) <> max(activity_type)
            and min(occurred_at) <> max(occurred_at)
        )

),

ids_shared as (

    select distinct id as shared_id
    from ids_shared_in_an_export

),

activities as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        case
            when landed_activities.id is not null and ids_shared.shared_id is null
                then landed_activities.id
            else {{ stable_hash(['person_id', 'activity_type', 'occurred_at', 'detail']) }}
        end as activity_id,
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
    left join ids_shared
        on landed_activities.id = ids_shared.shared_id

)

select * from activities
