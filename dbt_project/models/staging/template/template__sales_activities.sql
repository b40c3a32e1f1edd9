with

activity_versions as (

    select * from {{ ref('stg_template__activities') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

newest_activities as (

    {{ newest_version('activity_versions', 'activity_id') }}

),

-- of what is not done its time is when it is due
sales_activities as (

    select
        'template:activity:' || newest_activities.activity_id as activity_key,
        'template:person:' || newest_activities.person_id as record_key,
        'template' as system,
        'activity' as object,
        newest_activities.activity_type,
        newest_activities.detail,
        newest_activities.direction,
        newest_activities.user_key,
        newest_activities.is_done,
        newest_activities.is_automated,
        newest_activities.is_in_sequence,
        newest_activities.occurred_has_time as completed_has_time,
        case when newest_activities.is_done then newest_activities.occurred_at end as completed_at,
        case
            when not newest_activities.is_done
                then cast(
                    {{ to_zone('newest_activities.occurred_at', 'settings.time_zone') }} as date
                )
        end as due_on
    from newest_activities
    cross join settings
    where
        newest_activities.user_key is not null
        or newest_activities.direction is not null
        or not newest_activities.is_done

)

select * from sales_activities
