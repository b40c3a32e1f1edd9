with

perceived as (

    select * from {{ ref('perceived_alignment') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

waves_closed as (

    select
        periods.period_grain,
        periods.period_start,
        periods.is_ended,
        perceived.wave,
        perceived.score,
        perceived.respondents,
        row_number() over (
            partition by periods.period_grain, periods.period_start
            order by perceived.closed_at desc, perceived.wave desc
        ) as recency
    from periods
    inner join perceived
        on periods.known_until >= perceived.closed_at
    where
        perceived.team = 'both'
        and perceived.survey_dimension = 'all'

),

latest_waves as (

    select
        waves_closed.period_grain,
        waves_closed.period_start,
        waves_closed.wave,
        waves_closed.respondents,
        waves_closed.score,
        waves_closed.is_ended
    from waves_closed
    where waves_closed.recency = 1

)

select * from latest_waves
