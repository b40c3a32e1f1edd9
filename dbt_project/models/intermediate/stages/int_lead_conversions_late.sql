{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_assigned') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

conversions_ranked as (

    select
        lead_id,
        has_time,
        event_position,
        placed_at,
        row_number() over (partition by lead_id order by event_position) as conversion_rank
    from events
    where converted_since is not null and is_within and not is_undated

),

-- what was known of the lead when its record was converted
leads_before as (

    select
        conversions_ranked.lead_id,
        conversions_ranked.has_time,
        conversions_ranked.placed_at as converted_at,
        max(
            case
                when events.is_opening or events.event_kind in ('first_known', 'activity')
                    then events.placed_at
            end
        ) as last_inquiry_at,
        max(
            case
                when
                    events.event_position < conversions_ranked.event_position
                    and events.is_attached
                    and not events.is_undated
                    and events.stage in {{ stages_with('is_refusal') }}
                    then events.stage
            end
        ) as outlived_end,
        max(
            case
                when
                    events.stage in {{ stages_with('is_opener') }}
                    and events.is_agreed
                    and (
                        events.is_undated
                        or events.event_position < conversions_ranked.event_position
                    )
                    then 1
                else 0
            end
        ) as has_stage
    from conversions_ranked
    inner join events
        on conversions_ranked.lead_id = events.lead_id
        and (events.is_undated or events.event_position <= conversions_ranked.event_position)
    where conversions_ranked.conversion_rank = 1
    group by
        conversions_ranked.lead_id, conversions_ranked.has_time, conversions_ranked.placed_at

),

lead_conversions_late as (

    select
        leads_before.lead_id,
        coalesce(leads_before.outlived_end, 'inquiry') as earlier_stage,
        leads_before.converted_at
    from leads_before
    cross join settings
    where
        leads_before.outlived_end is not null
        or (
            leads_before.has_stage = 0
            and {{ elapsed_days(
                'leads_before.last_inquiry_at', 'true',
                'leads_before.converted_at', 'leads_before.has_time', 'settings.time_zone'
            ) }} > settings.lapse_days
        )

)

select * from lead_conversions_late
