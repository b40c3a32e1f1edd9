{{ config(alias='insights') }}

with

insights as (

    select * from {{ ref('insights') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- what came after the data cut-off has not been heard
insights_dated as (

    select
        insights.*,
        {{ folded_text('insights.topic') }} as folded_topic,
        {{ period_start("'quarter'", 'insights.heard_on') }} as quarter_start
    from insights
    cross join settings
    where insights.heard_on <= {{ local_date('settings.as_of', 'settings.time_zone') }}

),

-- a topic is called as it was first written
insights_counted as (

    select
        insights_dated.*,
        first_value(topic) over (
            partition by folded_topic order by heard_on, insight_id
            rows between unbounded preceding and unbounded following
        ) as topic_named,
        count(*) over (partition by kind, folded_topic) as times_heard,
        count(*) over (partition by kind, folded_topic, quarter_start) as times_heard_in_quarter
    from insights_dated

),

insights_heard as (

    select
        -- keys
        insight_id,

        -- attributes
        kind,
        topic_named as topic,
        text,
        segment,
        source,
        campaign,
        heard_by,

        -- measures
        times_heard,
        times_heard_in_quarter,

        -- times
        heard_on,
        quarter_start

    from insights_counted

)

select * from insights_heard
