{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

stages as (

    select * from {{ ref('int_lead_stages') }}

),

repeats as (

    select * from {{ ref('int_lead_stage_repeats') }}

),

conversions_late as (

    select * from {{ ref('int_lead_conversions_late') }}

),

journey as (

    select * from {{ ref('int_stages') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

entries as (

    select
        episodes.lead_id,
        journey.stage,
        journey.stage_order,
        cast(null as varchar) as evidence,
        false as is_imputed,
        false as is_observed,
        episodes.inquiry_has_time as has_time,
        episodes.inquiry_at as entered_at,
        episodes.opened_at as placed_at
    from episodes
    inner join journey
        on journey.stage = 'inquiry'

    union all

    select
        lead_id,
        stage,
        stage_order,
        evidence,
        is_imputed,
        is_observed,
        has_time,
        reached_at as entered_at,
        placed_at
    from stages

    union all

    select
        lead_id,
        stage,
        stage_order,
        evidence,
        false as is_imputed,
        is_observed,
        has_time,
        reached_at as entered_at,
        placed_at
    from repeats

),

entries_compared as (

    select
        entries.*,
        lag(stage) over (
            partition by lead_id order by placed_at asc, stage_order asc, has_time desc
        ) as previous_stage
    from entries

),

entries_followed as (

    select
        entries_compared.*,
        row_number() over (partition by lead_id order by placed_at, stage_order)
            as transition_number,
        lag(stage) over (partition by lead_id order by placed_at, stage_order) as from_stage,
        lag(stage_order) over (partition by lead_id order by placed_at, stage_order)
            as from_stage_order,
        max(entered_at) over (
            partition by lead_id
            order by placed_at, stage_order
            rows between unbounded preceding and 1 preceding
        ) as latest_before_at,
        lead(entered_at) over (partition by lead_id order by placed_at, stage_order) as next_at,
        lead(placed_at) over (partition by lead_id order by placed_at, stage_order)
            as next_placed_at,
        lead(has_time) over (partition by lead_id order by placed_at, stage_order) as next_has_time,
        lead(is_imputed) over (partition by lead_id order by placed_at, stage_order)
            as is_next_imputed,
        lead(stage) over (partition by lead_id order by placed_at, stage_order) as next_stage
    from entries_compared
    where previous_stage is null or previous_stage <> stage

),

entries_timed as (

    select
        entries_followed.*,
        {{ elapsed_days(
            'entries_followed.entered_at', 'entries_followed.has_time',
            'entries_followed.next_at', 'coalesce(entries_followed.next_has_time, false)',
            'settings.time_zone'
        ) }} as days_until_next,
        {{ elapsed_days(
            'entries_followed.latest_before_at', 'entries_followed.has_time',
            'entries_followed.entered_at', 'entries_followed.has_time', 'settings.time_zone'
        ) }} as days_since_latest,
        coalesce(
            entries_followed.placed_at < conversions_late.converted_at
            and entries_followed.next_placed_at >= conversions_late.converted_at,
            false
        ) as is_until_late_conversion
    from entries_followed
    cross join settings
    left join conversions_late
        on entries_followed.lead_id = conversions_late.lead_id

),

lead_transitions as (

    select
        -- keys
        {{ stable_hash(['lead_id', 'transition_number']) }} as transition_id,
        lead_id,

        -- attributes
        transition_number,
        from_stage,
        stage as to_stage,
        next_stage,
        evidence as stage_evidence,

        -- measures
        case
            when
                not is_imputed
                and not is_next_imputed
                and days_until_next >= 0
                and coalesce(days_since_latest, 0) >= 0
                and not is_until_late_conversion
                then days_until_next
        end as days_in_stage,

        -- flags
        -- a deal won after the lead was given up is no step back
        coalesce(from_stage_order > stage_order and stage <> 'won', false) as is_regression,
        is_imputed,
        is_observed,
        has_time and entered_at is not null as entered_has_time,
        coalesce(next_has_time and next_at is not null, false) as exited_has_time,

        -- times
        entered_at,
        next_at as exited_at

    from entries_timed

)

select * from lead_transitions
