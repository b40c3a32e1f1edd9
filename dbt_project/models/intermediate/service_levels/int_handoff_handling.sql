with

handoffs as (

    select * from {{ ref('int_handoffs_measured') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- an imputed acceptance is no moment at which anybody did anything
handoffs_watched as (

    select
        handoffs.*,
        handoffs.decided_at is not null and not handoffs.decision_is_imputed as is_decided,
        {{ local_date('handoffs.first_touch_at', 'settings.time_zone') }} as first_touch_on,
        {{ local_date('handoffs.decided_at', 'settings.time_zone') }} as decided_on
    from handoffs
    cross join settings

),

-- the first touch or the decision, whichever is first: of two on one day, the one without a time of
-- day may be the first
handoffs_ended as (

    select
        handoff_id,
        handed_off_reading,
        first_touch_at is not null or is_decided as is_event,
        case
            when first_touch_at is null and not is_decided then null
            when not is_decided then first_touch_reading
            when first_touch_at is null then decided_reading
            when first_touch_on < decided_on then first_touch_reading
            when decided_on < first_touch_on then decided_reading
            when first_touch_has_time and decision_has_time
                then least(first_touch_reading, decided_reading)
        end as event_reading,
        case
            when next_handoff_at is null or next_handoff_at > as_of then as_of_reading
            else next_handoff_reading
        end as censored_reading
    from handoffs_watched

),

handoff_handling as (

    select
        handoff_id,
        {{ round_to(
            '(case when is_event then event_reading else censored_reading end - handed_off_reading)'
            ~ ' * 60', 6
        ) }} / 60 as handling_business_minutes,
        is_event as handling_is_event
    from handoffs_ended

)

select * from handoff_handling
