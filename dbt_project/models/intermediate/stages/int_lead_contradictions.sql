{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

stages as (

    select * from {{ ref('int_lead_stages') }}

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

moments as (

    select
        episodes.lead_id,
        journey.stage,
        journey.stage_order,
        false as is_observed,
        episodes.inquiry_has_time as has_time,
        episodes.inquiry_at as reached_at
    from episodes
    inner join journey
        on journey.stage = 'inquiry'
    where episodes.inquiry_at is not null

    union all

    select
        lead_id,
        stage,
        stage_order,
        is_observed,
        has_time,
        reached_at
    from stages
    where
        stage <> 'lapsed'
        and not is_imputed
        and reached_at is not null

),

-- Nothing comes before the inquiry, and a deal not before what leads to it. An MQL after the
-- acceptance or the SQL is no contradiction, nor is a stage that only an export dated earlier.
stages_contradicting as (

    select
        {{ stable_hash(['earlier_stages.lead_id', 'earlier_stages.stage', 'later_stages.stage']) }}
            as contradiction_id,
        earlier_stages.lead_id,
        earlier_stages.stage as earlier_stage,
        later_stages.stage as later_stage,
        {{ elapsed_days(
            'earlier_stages.reached_at', 'earlier_stages.has_time',
            'later_stages.reached_at', 'later_stages.has_time', 'settings.time_zone'
        ) }} as days_between,
        earlier_stages.reached_at as earlier_stage_at,
        later_stages.reached_at as later_stage_at
    from moments as earlier_stages
    cross join settings
    inner join moments as later_stages
        on earlier_stages.lead_id = later_stages.lead_id
        and earlier_stages.stage_order < later_stages.stage_order
        and later_stages.reached_at < {{ add_days('earlier_stages.reached_at', 1) }}
        and (
            earlier_stages.stage = 'inquiry'
            or later_stages.stage in {{ stages_with('is_of_a_deal') }}
        )
    where
        not earlier_stages.is_observed
        and not (earlier_stages.stage = 'won' and later_stages.stage = 'lost')
        and {{ elapsed_days(
            'earlier_stages.reached_at', 'earlier_stages.has_time',
            'later_stages.reached_at', 'later_stages.has_time', 'settings.time_zone'
        ) }} < 0

),

-- A deal made by a conversion when the lead was over contradicts its end, or the inquiry that had lapsed
conversions_contradicting as (

    select
        {{ stable_hash(['conversions_late.lead_id', 'earlier_stages.stage', "'late'"]) }}
            as contradiction_id,
        conversions_late.lead_id,
        earlier_stages.stage as earlier_stage,
        later_stages.stage as later_stage,
        {{ elapsed_days(
            'earlier_stages.reached_at', 'earlier_stages.has_time',
            'later_stages.reached_at', 'later_stages.has_time', 'settings.time_zone'
        ) }} as days_between,
        earlier_stages.reached_at as earlier_stage_at,
        later_stages.reached_at as later_stage_at
    from conversions_late
    cross join settings
    inner join moments as earlier_stages
        on conversions_late.lead_id = earlier_stages.lead_id
        and conversions_late.earlier_stage = earlier_stages.stage
    inner join moments as later_stages
        on conversions_late.lead_id = later_stages.lead_id
        and later_stages.stage = 'opportunity'
        and earlier_stages.reached_at <= later_stages.reached_at

),

lead_contradictions as (

    select * from stages_contradicting

    union all

    select * from conversions_contradicting

)

select * from lead_contradictions
