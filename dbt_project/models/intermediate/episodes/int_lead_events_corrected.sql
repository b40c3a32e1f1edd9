{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_standing') }}

),

events_standing as (

    select
        events.*,
        events.stage in ('won', 'lost', 'rejected', 'recycled') as is_ending
    from events

),

deals as (

    select
        person_id,
        opportunity_key,
        event_id,
        can_open,
        given_up_before
    from events_standing
    where event_kind = 'stage' and stage = 'opportunity' and opportunity_key is not null

),

-- what ends a lead for certain: a renewal may have been nobody's, a deal that of a lead given up by then
events_told as (

    select
        events_standing.*,
        deals.event_id as deal_event_id,
        coalesce(
            sum(
                case
                    when
                        events_standing.is_ending
                        and coalesce(
                            deals.can_open
                            and events_standing.given_up_before = deals.given_up_before,
                            true
                        )
                        then 1
                    else 0
                end
            ) over (
                partition by events_standing.person_id
                order by events_standing.event_position
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as ends_before
    from events_standing
    left join deals
        on events_standing.person_id = deals.person_id
        and case when events_standing.is_ending then events_standing.opportunity_key end
        = deals.opportunity_key

),

deals_joined as (

    select
        event_id,
        ends_before,
        sum(case when can_open then 1 else 0 end) over (
            partition by person_id, ends_before
            order by event_position
            rows between unbounded preceding and current row
        ) > 0 as is_of_a_lead
    from events_told

),

-- A deal ends the lead in which it was joined: not the next one, nor one that opened while a renewal ran.
lead_events_corrected as (

    select
        events_told.event_id,
        events_told.person_id,
        events_told.record_key,
        events_told.activity_id,
        events_told.opportunity_key,
        events_told.system,
        events_told.event_kind,
        events_told.stage,
        events_told.stage_order,
        events_told.field,
        events_told.reason,
        events_told.evidence,
        events_told.evidence_rank,
        events_told.can_open,
        events_told.is_ending
        and (
            deals_joined.event_id is null
            or (deals_joined.is_of_a_lead and events_told.ends_before = deals_joined.ends_before)
        ) as is_end,
        events_told.is_undated,
        events_told.is_observed,
        events_told.has_time,
        events_told.reached_at,
        events_told.placed_at,
        events_told.event_position
    from events_told
    left join deals_joined
        on events_told.deal_event_id = deals_joined.event_id

)

select * from lead_events_corrected
