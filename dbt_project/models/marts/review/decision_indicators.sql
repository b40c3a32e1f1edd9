with

decisions as (

    select * from {{ ref('decisions') }}

),

cells as (

    select * from {{ ref('int_decided_cells') }}

),

scorecard as (

    select * from {{ ref('alignment_scorecard') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

indicators as (

    select
        decision_id,
        unit,
        value,
        numerator,
        members,
        is_mature,
        period_start,
        next_period_start
    from cells

    union all

    select
        decisions.decision_id,
        'score' as unit,
        scorecard.value,
        cast(null as double precision) as numerator,
        cast(scorecard.denominator as bigint) as members,
        scorecard.is_mature,
        scorecard.period_start,
        {{ next_period_start('scorecard.period_grain', 'scorecard.period_start') }} as next_period_start
    from decisions
    inner join scorecard
        on decisions.metric = scorecard.metric
        and decisions.period_grain = scorecard.period_grain
    where decisions.metric in ('perceived_alignment', 'alignment_index')

),

indicators_followed as (

    select
        indicators.*,
        case
            when
                is_mature
                and lag(is_mature) over in_order
                and lag(next_period_start) over in_order = period_start
                then value - lag(value) over in_order
        end as change
    from indicators
    window in_order as (partition by decision_id order by period_start)

),

-- what came after the data cut-off has not been decided
indicators_placed as (

    select
        -- keys
        indicators_followed.decision_id,
        indicators_followed.period_start,

        -- attributes
        case
            when indicators_followed.next_period_start <= decisions.decided_on then 'before'
            when indicators_followed.period_start >= decisions.decided_on then 'since'
            else 'during'
        end as phase,
        indicators_followed.unit,

        -- measures
        indicators_followed.value,
        indicators_followed.numerator,
        indicators_followed.members,
        {{ round_to('indicators_followed.change', 12) }} as change,

        -- flags
        indicators_followed.is_mature

    from indicators_followed
    cross join settings
    inner join decisions
        on indicators_followed.decision_id = decisions.decision_id
    where decisions.decided_on <= {{ local_date('settings.as_of', 'settings.time_zone') }}

)

select * from indicators_placed
