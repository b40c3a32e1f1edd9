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
{%- set columns
    = 'lead_id, stage, stage_order, evidence, is_observed, has_time, placed_at, reached_at as entered_at' %}

entries as (

    select
        episodes.lead_id,
        journey.stage,
        journey.stage_order,
        cast(null as varchar) as evidence,
        false as is_observed,
        episodes.inquiry_has_time as has_time,
        episodes.opened_at as placed_at,
        episodes.inquiry_at as entered_at,
        false as is_imputed
    from episodes
    inner join journey
        on journey.stage = 'inquiry'

    union all

    select
        {{ columns }},
        is_imputed
    from stages

    union all

    select
        {{ columns }},
        false as is_imputed
    from repeats

),

entries_compared as (

    select
        entries.*,
        lag(stage) over (partition by lead_id order by placed_at asc, stage_order asc, has_time desc)
            as previous_stage
    from entries

),

entries_followed as (

    select
        entries_compared.*,
        row_number() over in_order as transition_number,
        lag(stage) over in_order as from_stage,
        -- a deal won after the lead was given up is no step back
        coalesce(lag(stage_order) over in_order > stage_order and stage <> 'won', false) as is_regression,
        max(entered_at) over in_order as latest_at,
        lead(entered_at) over in_order as next_at,
        lead(placed_at) over in_order as next_placed_at,
        lead(has_time) over in_order as next_has_time,
        lead(is_imputed) over in_order as is_next_imputed,
        lead(stage) over in_order as next_stage
    from entries_compared
    where previous_stage is null or previous_stage <> stage
    window in_order as (partition by lead_id order by placed_at, stage_order)

),

entries_timed as (

    select
        entries_followed.*,
        conversions_late.converted_at,
        {{ elapsed_days('entered_at', 'has_time', 'next_at', 'coalesce(next_has_time, false)', 'time_zone') }}
            as days_until_next,
        {{ elapsed_days('latest_at', 'has_time', 'entered_at', 'has_time', 'time_zone') }}
            as days_since_latest
    from entries_followed
    cross join settings
    left join conversions_late
        on entries_followed.lead_id = conversions_late.lead_id

),

lead_transitions as (

    select
        {{ stable_hash(['lead_id', 'transition_number']) }} as transition_id,
        lead_id,
        transition_number,
        from_stage,
        stage as to_stage,
        next_stage,
        evidence as stage_evidence,
        case
            when
                not (is_imputed or is_next_imputed)
                and not coalesce(placed_at < converted_at and next_placed_at >= converted_at, false)
                and days_until_next >= 0 and coalesce(days_since_latest, 0) >= 0
                then days_until_next
        end as days_in_stage,
        is_regression,
        is_imputed,
        is_observed,
        has_time and entered_at is not null as entered_has_time,
        coalesce(next_has_time and next_at is not null, false) as exited_has_time,
        entered_at,
        next_at as exited_at
    from entries_timed

)

select * from lead_transitions
