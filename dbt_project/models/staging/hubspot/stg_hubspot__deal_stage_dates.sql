with

deal_versions as (

    select * from {{ ref('stg_hubspot__deal_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

versions_with_more as (

    select
        deal_id,
        other_columns
    from deal_versions
    where other_columns is not null

),

other_entries as (

    {{ json_entries('versions_with_more', 'other_columns') }}

),

other_dates as (

    select
        other_entries.deal_id,
        {{ hubspot_entered_stage('other_entries.entry_name') }} as stage,
        {{ utc_of_text('other_entries.entry_text', 'settings.time_zone') }} as entered_at,
        {{ text_has_time('other_entries.entry_text') }} as entered_has_time
    from other_entries
    cross join settings

),

stage_dates as (

    select
        deal_id,
        'closedwon' as stage,
        won_at as entered_at,
        won_has_time as entered_has_time
    from deal_versions
    where won_at is not null
    union
    select * from other_dates
    where stage is not null and entered_at is not null

)

select * from stage_dates
