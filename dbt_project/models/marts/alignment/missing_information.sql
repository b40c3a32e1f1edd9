{%- set with_field = ['counts.accepted_with', 'counts.matured_with'] -%}
{%- set without_field = ['counts.accepted_without', 'counts.matured_without'] -%}
with

counts as (

    select * from {{ ref('int_information_counted') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

information_rated as (

    select
        -- keys
        counts.period_grain,
        counts.period_start,
        counts.dimension,
        counts.dimension_value,
        counts.field,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        counts.handed_off,
        counts.missing,
        counts.not_measurable,
        {{ true_divide('counts.missing', '(counts.handed_off - counts.not_measurable)') }} as missing_rate,
        counts.matured_with,
        counts.accepted_with,
        counts.matured_without,
        counts.accepted_without,
        {{ round_to(
            true_divide(with_field[0], with_field[1]) ~ ' - '
            ~ true_divide(without_field[0], without_field[1]), 12
        ) }} as acceptance_gap,
        {{ newcombe_low(with_field[0], with_field[1], without_field[0], without_field[1]) }} as gap_low,
        {{ newcombe_high(with_field[0], with_field[1], without_field[0], without_field[1]) }} as gap_high,
        counts.median_handling_with,
        counts.median_handling_without,

        -- flags
        counts.matured = counts.handed_off as is_mature,
        periods.has_version_change

    from counts
    inner join periods
        on counts.period_grain = periods.period_grain
        and counts.period_start = periods.period_start

)

select * from information_rated
