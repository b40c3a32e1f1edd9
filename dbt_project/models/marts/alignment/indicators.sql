with

acceptance as (

    select * from {{ ref('lead_acceptance') }}

),

handling as (

    select * from {{ ref('lead_handling_time') }}

),

conversion as (

    select * from {{ ref('conversion_by_source') }}

),

perceived as (

    select * from {{ ref('perceived_alignment') }}

),

objectives as (

    select * from {{ ref('shared_objectives') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

waves_closed as (

    select
        periods.period_grain,
        periods.period_start,
        periods.is_ended,
        perceived.score,
        perceived.closed_at,
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

indicators as (
    {% for metric, relation, value, numerator, denominator, high in [
        ('lead_acceptance', 'acceptance', 'matured_acceptance_rate', 'accepted_in_window',
            'matured_handed_off', 'acceptance_high'),
        ('lead_handling_time', 'handling', 'median_handling_business_minutes', none,
            'handling_measured', none),
        ('conversion_by_source', 'conversion', 'lead_to_won_rate_matured', 'won_in_window',
            'matured_leads', none),
    ] %}
    select
        {{ relation }}.period_grain,
        {{ relation }}.period_start,
        '{{ metric }}' as metric,
        'cohort' as basis,
        cast(null as {{ dbt.type_string() }}) as objective_status,
        {{ relation }}.{{ value }} as value,
        cast({{ relation ~ '.' ~ numerator if numerator else 'null' }} as double precision)
            as numerator,
        cast({{ relation }}.{{ denominator }} as double precision) as denominator,
        cast({{ relation ~ '.' ~ high if high else 'null' }} as double precision) as high,
        cast(null as double precision) as target,
        {{ relation }}.is_mature,
        {{ relation }}.period_start as value_on
    from {{ relation }}
    where {{ relation }}.dimension = 'all' and {{ relation }}.period_grain <> 'ever'

    union all
    {% endfor %}
    select
        waves_closed.period_grain,
        waves_closed.period_start,
        'perceived_alignment' as metric,
        'period' as basis,
        null as objective_status,
        waves_closed.score as value,
        null as numerator,
        cast(waves_closed.respondents as double precision) as denominator,
        null as high,
        null as target,
        waves_closed.is_ended as is_mature,
        -- a wave that closes at midnight ends the day before
        {{ local_date(dbt.dateadd('second', -1, 'waves_closed.closed_at'), 'settings.time_zone') }}
            as value_on
    from waves_closed
    cross join settings
    where waves_closed.recency = 1 and waves_closed.period_grain <> 'ever'

    union all

    select
        objectives.period_grain,
        objectives.period_start,
        objectives.metric,
        objectives.basis,
        objectives.status as objective_status,
        objectives.actual as value,
        cast(objectives.numerator as double precision) as numerator,
        cast(objectives.denominator as double precision) as denominator,
        null as high,
        objectives.target,
        objectives.is_mature,
        objectives.period_start as value_on
    from objectives

)

select * from indicators
