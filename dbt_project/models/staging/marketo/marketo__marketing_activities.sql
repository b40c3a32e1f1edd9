with

activity_versions as (

    select * from {{ ref('stg_marketo__activity_versions') }}

),

campaigns as (

    select * from {{ ref('stg_marketo__campaigns') }}

),

programs as (

    select * from {{ ref('stg_marketo__programs') }}

),

activities as (

    {{ newest_version('activity_versions', 'activity_id') }}

),

marketing_activities as (

    select
        -- keys
        'marketo:activity:' || activities.activity_id as activity_key,
        'marketo:lead:' || activities.lead_id as record_key,
        'marketo' as system,
        'activity' as object,

        -- attributes
        cast(activities.activity_type_id as varchar) as activity_type,
        case activities.activity_type_id
            when 104 then activities.new_status
            when 12 then activities.source_type
            else activities.primary_attribute_value
        end as detail,
        activities.primary_attribute_value as asset,
        activities.lead_source as source,
        case
            -- a change of status names its program itself
            when activities.activity_type_id = 104
                then coalesce(activities.primary_attribute_value, programs.program_name)
            else coalesce(programs.program_name, campaigns.program_id)
        end as campaign,

        -- flags
        activities.is_bot_activity as is_automated,
        activities.occurred_has_time as has_time,

        -- times
        activities.occurred_at

    from activities
    left join campaigns
        on activities.campaign_id = campaigns.campaign_id
    left join programs
        on campaigns.program_id = programs.program_id

)

select * from marketing_activities
