with

calls as (

    select * from {{ ref('stg_hubspot__calls') }}

),

emails as (

    select * from {{ ref('stg_hubspot__emails') }}

),

meetings as (

    select * from {{ ref('stg_hubspot__meetings') }}

),

tasks as (

    select * from {{ ref('stg_hubspot__tasks') }}

),

activities as (

    select
        'call' as object,
        call_id as activity_id,
        contact_ids,
        direction as activity_type,
        title as detail,
        direction,
        owner,
        is_done,
        false as is_automated,
        started_at,
        completed_at,
        completed_has_time,
        cast(null as timestamp) as due_at,
        created_at,
        created_has_time,
        modified_at
    from calls
    union all
    select
        'email' as object,
        email_id as activity_id,
        contact_ids,
        direction as activity_type,
        subject as detail,
        direction,
        owner,
        is_done,
        is_automated,
        started_at,
        completed_at,
        completed_has_time,
        cast(null as timestamp) as due_at,
        created_at,
        created_has_time,
        modified_at
    from emails
    union all
    select
        'meeting' as object,
        meeting_id as activity_id,
        contact_ids,
        outcome as activity_type,
        title as detail,
        cast(null as varchar) as direction,
        owner,
        is_done,
        false as is_automated,
        started_at,
        completed_at,
        completed_has_time,
        cast(null as timestamp) as due_at,
        created_at,
        created_has_time,
        modified_at
    from meetings
    union all
    select
        'task' as object,
        task_id as activity_id,
        contact_ids,
        task_type as activity_type,
        subject as detail,
        cast(null as varchar) as direction,
        owner,
        is_done,
        false as is_automated,
        cast(null as timestamp) as started_at,
        completed_at,
        completed_has_time,
        due_at,
        created_at,
        created_has_time,
        modified_at
    from tasks

)

select * from activities
