with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

{{ number_cells('handoffs', 'handed_off_at') }},

{{ count_in_cells({
    'handed_off': 'true',
    'as_agreed': "routing_status = 'as_agreed'",
    'other_owner': "routing_status = 'other_owner'",
    'unassigned': "routing_status = 'unassigned'",
    'no_rule': "routing_status = 'no_rule'",
    'reassigned': 'reassignments > 0',
    'matured_handed_off': 'is_matured',
}) }},

medians as (

    select
        {{ cell_numbers() | join(',\n        ') }},
        {{ percentile('system_delay_business_minutes', 0.5) }}
            as median_system_delay_business_minutes
    from {{ rows_in_cells() | indent(4) }}
    where system_delay_business_minutes is not null
    group by {{ cell_numbers() | join(', ') }}

),

compliance_rated as (

    select
        -- keys
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        counts.handed_off,
        counts.as_agreed,
        counts.other_owner,
        counts.unassigned,
        counts.no_rule,
        {{ true_divide(
            'counts.as_agreed', '(counts.as_agreed + counts.other_owner + counts.unassigned)'
        ) }} as compliance_rate,
        counts.reassigned,
        medians.median_system_delay_business_minutes,

        -- flags
        counts.matured_handed_off = counts.handed_off as is_mature,
        periods.has_version_change

    from counts
    {{ join_cells('counts') | indent(4) }}
    inner join periods
        on cell_periods.period_grain = periods.period_grain
        and cell_periods.period_start = periods.period_start
    left join medians
        on counts.period_number = medians.period_number
        and counts.value_number = medians.value_number

)

select * from compliance_rated
