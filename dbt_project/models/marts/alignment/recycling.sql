with

acceptance as (

    select * from {{ ref('int_acceptance_counted') }}

),

mqls as (

    select * from {{ ref('int_mqls_counted') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

cells as (

    select
        acceptance.period_grain,
        acceptance.period_start,
        acceptance.dimension,
        acceptance.dimension_value
    from acceptance

    union

    select
        mqls.period_grain,
        mqls.period_start,
        mqls.dimension,
        mqls.dimension_value
    from mqls

),

recycling_rated as (

    select
        -- keys
        cells.period_grain,
        cells.period_start,
        cells.dimension,
        cells.dimension_value,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        coalesce(acceptance.handed_off, 0) as handed_off,
        coalesce(acceptance.recycled, 0) as recycled,
        {{ true_divide('acceptance.recycled', 'acceptance.handed_off') }} as recycle_rate,
        coalesce(acceptance.remql, 0) as remql,
        coalesce(acceptance.remql_accepted, 0) as remql_accepted,
        coalesce(mqls.first_mql_people, 0) as first_mql_people,
        coalesce(mqls.mql_episodes, 0) as mql_episodes,

        -- flags
        coalesce(acceptance.matured_handed_off = acceptance.handed_off, true) as is_mature,
        periods.has_version_change

    from cells
    left join acceptance
        on {{ same_cell('cells', 'acceptance') | indent(8) }}
    left join mqls
        on {{ same_cell('cells', 'mqls') | indent(8) }}
    inner join periods
        on cells.period_grain = periods.period_grain
        and cells.period_start = periods.period_start

)

select * from recycling_rated
