with

landed_leads as (

    {{ landed('hubspot', 'leads') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

versions_with_more as (

    select
        hs_object_id as lead_id,
        _extra as other_columns
    from landed_leads
    where _extra is not null

),

other_entries as (

    {{ json_entries('versions_with_more', 'other_columns') }}

),

other_dates as (

    select
        other_entries.lead_id,
        {{ hubspot_entered_stage('other_entries.entry_name') }} as stage,
        {{ utc_of_text('other_entries.entry_text', 'settings.time_zone') }} as entered_at,
        {{ text_has_time('other_entries.entry_text') }} as entered_has_time
    from other_entries
    cross join settings

),

-- the name of a property writes `new-stage-id` with underscores, and the pipeline behind it
stage_dates as (

    select distinct
        lead_id,
        {{ regex_replace('stage', '^(.+)_stage_id(_[0-9]+)?$', '\\1-stage-id') }} as stage,
        entered_at,
        entered_has_time
    from other_dates
    where stage is not null and entered_at is not null

)

select * from stage_dates
