with

landed_deals as (

    {{ landed('hubspot', 'deals') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

versions_with_more as (

    select
        hs_object_id as deal_id,
        _extra as other_columns
    from landed_deals
    where _extra is not null

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
        hs_object_id as deal_id,
        'closedwon' as stage,
        hs_closed_won_date as entered_at,
        hs_closed_won_date_has_time as entered_has_time
    from landed_deals
    where hs_closed_won_date is not null
    union
    select * from other_dates
    where stage is not null and entered_at is not null

)

select * from stage_dates
