with

activity_versions as (

    select * from {{ ref('stg_template__activities') }}

),

newest_activities as (

    {{ newest_version('activity_versions', 'activity_id') }}

),

-- what names neither a user nor a direction is something the person did
marketing_activities as (

    select
        'template:activity:' || activity_id as activity_key,
        'template:person:' || person_id as record_key,
        'template' as system,
        'activity' as object,
        activity_type,
        detail,
        detail as asset,
        source,
        campaign,
        is_automated,
        occurred_has_time as has_time,
        occurred_at
    from newest_activities
    where
        user_key is null
        and direction is null
        and is_done

)

select * from marketing_activities
