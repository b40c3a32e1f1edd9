{{ config(alias='decisions') }}

with

decisions as (

    select * from {{ ref('decisions') }}

),

indicators as (

    select * from {{ ref('decision_indicators') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- what came after the data cut-off has not happened
decisions_taken as (

    select
        decisions.*,
        {{ local_date('settings.as_of', 'settings.time_zone') }} as today
    from decisions
    cross join settings
    where decisions.decided_on <= {{ local_date('settings.as_of', 'settings.time_zone') }}

),

indicators_ranked as (

    select
        indicators.*,
        row_number() over (
            partition by decision_id, case when phase = 'before' then 1 else 0 end
            order by period_start desc
        ) as recency,
        row_number() over (partition by decision_id order by period_start desc) as recency_of_all
    from indicators
    where is_mature and value is not null

),

-- what is usual is told by the twelve periods before, and by no fewer than three changes
variations as (

    select
        decision_id,
        {{ percentile('abs(change)', 0.5) }} as usual_variation
    from indicators_ranked
    where phase = 'before' and recency <= 12
    group by decision_id
    having count(change) >= 3

),

{% set before = ['periods_before.numerator', 'periods_before.members'] -%}
{%- set now = ['periods_now.numerator', 'periods_now.members'] -%}
decisions_compared as (

    select
        decisions_taken.*,
        periods_now.unit,
        periods_before.period_start as period_before,
        periods_before.value as value_before,
        periods_before.members as members_before,
        periods_now.period_start as period_now,
        periods_now.phase as phase_now,
        periods_now.value as value_now,
        periods_now.members as members_now,
        {{ round_to('periods_now.value - periods_before.value', 12) }} as change,
        {{ newcombe_low(now[0], now[1], before[0], before[1]) }} as change_low,
        {{ newcombe_high(now[0], now[1], before[0], before[1]) }} as change_high,
        case when periods_now.unit <> 'rate' then {{ round_to('variations.usual_variation', 12) }} end
            as usual_variation
    from decisions_taken
    left join indicators_ranked as periods_before
        on decisions_taken.decision_id = periods_before.decision_id
        and periods_before.phase = 'before' and periods_before.recency = 1
    left join indicators_ranked as periods_now
        on decisions_taken.decision_id = periods_now.decision_id
        and periods_now.recency_of_all = 1
    left join variations
        on decisions_taken.decision_id = variations.decision_id

),

decisions_followed as (

    select
        -- keys
        decision_id,

        -- attributes
        meeting,
        decision,
        owner,
        team,
        case
            when done_on <= today then 'done'
            when due_on < today then 'overdue'
            else 'open'
        end as status,
        metric,
        period_grain,
        dimension,
        case when dimension = 'all' then 'all' else dimension_value end as dimension_value,
        expected,
        unit,
        case
            when metric is null then null
            when coalesce(phase_now <> 'since', true) then 'too_early'
            when change_low > 0 or change > usual_variation
                then case expected when 'higher' then 'as_expected' else 'against' end
            when change_high < 0 or change < -usual_variation
                then case expected when 'lower' then 'as_expected' else 'against' end
            else 'none_shown'
        end as effect,
        note,

        -- measures
        value_before,
        members_before,
        value_now,
        members_now,
        change,
        change_low,
        change_high,
        usual_variation,

        -- times
        decided_on,
        due_on,
        case when done_on <= today then done_on end as done_on,
        period_before,
        period_now

    from decisions_compared

)

select * from decisions_followed
