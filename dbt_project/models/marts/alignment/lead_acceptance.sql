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

not_delivered as (

    select * from mqls
    where mqls.not_delivered > 0

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
        not_delivered.period_grain,
        not_delivered.period_start,
        not_delivered.dimension,
        not_delivered.dimension_value
    from not_delivered

),

counts as (

    select
        cells.*,
        coalesce(acceptance.handed_off, 0) as handed_off,
        coalesce(acceptance.accepted, 0) as accepted,
        coalesce(acceptance.accepted_imputed, 0) as accepted_imputed,
        coalesce(acceptance.rejected, 0) as rejected,
        coalesce(acceptance.recycled, 0) as recycled,
        coalesce(acceptance.pending, 0) as pending,
        coalesce(acceptance.matured_handed_off, 0) as matured_handed_off,
        coalesce(acceptance.accepted_in_window, 0) as accepted_in_window,
        acceptance.acceptance_incidence,
        coalesce(not_delivered.not_delivered, 0) as not_delivered
    from cells
    left join acceptance
        on {{ same_cell('cells', 'acceptance') | indent(8) }}
    left join not_delivered
        on {{ same_cell('cells', 'not_delivered') | indent(8) }}

),

acceptance_rated as (

    select
        -- keys
        counts.period_grain,
        counts.period_start,
        counts.dimension,
        counts.dimension_value,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        counts.handed_off,
        counts.accepted,
        counts.accepted_imputed,
        counts.rejected,
        counts.recycled,
        counts.pending,
        counts.not_delivered,
        {{ true_divide('counts.accepted', 'counts.handed_off') }} as acceptance_rate,
        {{ true_divide(
            'counts.accepted', '(counts.accepted + counts.rejected + counts.recycled)'
        ) }} as acceptance_rate_decided,
        {{ true_divide(
            '(counts.accepted + counts.rejected + counts.recycled)', 'counts.handed_off'
        ) }} as decision_coverage,
        counts.matured_handed_off,
        counts.accepted_in_window,
        {{ true_divide('counts.accepted_in_window', 'counts.matured_handed_off') }}
            as matured_acceptance_rate,
        {{ wilson_low('counts.accepted_in_window', 'counts.matured_handed_off') }}
            as acceptance_low,
        {{ wilson_high('counts.accepted_in_window', 'counts.matured_handed_off') }}
            as acceptance_high,
        counts.acceptance_incidence,

        -- flags
        counts.matured_handed_off = counts.handed_off as is_mature,
        periods.has_version_change

    from counts
    inner join periods
        on counts.period_grain = periods.period_grain
        and counts.period_start = periods.period_start

)

select * from acceptance_rated
