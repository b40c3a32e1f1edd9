{{ config(materialized='table') }}

{%- set stays_alike = cell_numbers() + ['stage'] -%}
with

stays as (

    select * from {{ ref('int_stays_measured') }}

),

stall_limits as (

    select * from {{ ref('int_stall_limits') }}

),

{{ number_cells('stays', 'entered_at') }},

-- the stays that were watched equally long, since all that is told of stays follows from their lengths
{{ count_in_cells(
    {
        'entered': 'true',
        'exited': 'is_exited',
        'exited_then': 'days_in_stage is not null',
        'matured': 'is_matured',
    },
    keys=['stage', 'observed_days']
) }},

lengths_ranked as (

    select
        counts.*,
        sum(exited_then) over (
            partition by {{ stays_alike | join(', ') }} order by observed_days nulls last
            rows between unbounded preceding and current row
        ) as exited_until,
        sum(exited_then) over (partition by {{ stays_alike | join(', ') }}) as exited_in_all
    from counts

),

limits_of_values as (

    select
        cell_values.value_number,
        stall_limits.stage,
        stall_limits.limit_days
    from stall_limits
    inner join cell_values
        on stall_limits.dimension = cell_values.dimension
        and stall_limits.dimension_value = cell_values.dimension_value

),

lengths_counted as (

    select
        lengths_ranked.period_number,
        lengths_ranked.value_number,
        lengths_ranked.stage,
        sum(lengths_ranked.entered) as entered,
        sum(lengths_ranked.exited) as exited,
        sum(lengths_ranked.entered - lengths_ranked.exited) as still_open,
        sum(lengths_ranked.matured) as matured,
        {{ percentile_of_counts('observed_days', 'exited_until', 'exited_in_all', 0.5) | indent(8) }}
            as median_days,
        {{ percentile_of_counts('observed_days', 'exited_until', 'exited_in_all', 0.9) | indent(8) }}
            as p90_days,
        sum(
            case
                when lengths_ranked.observed_days > limits_of_values.limit_days
                    then lengths_ranked.entered - lengths_ranked.exited
                when limits_of_values.limit_days is not null then 0
            end
        ) as stalled
    from lengths_ranked
    left join limits_of_values
        on lengths_ranked.value_number = limits_of_values.value_number
        and lengths_ranked.stage = limits_of_values.stage
    group by lengths_ranked.period_number, lengths_ranked.value_number, lengths_ranked.stage

),

medians as (

    {{ kaplan_meier_median(
        'counts', stays_alike, 'observed_days', 'entered', 'exited_then'
    ) | indent(4) }}

),

stays_counted as (

    select
        -- keys
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,
        lengths_counted.stage,

        -- measures
        cast(lengths_counted.entered as bigint) as entered,
        cast(lengths_counted.exited as bigint) as exited,
        cast(lengths_counted.still_open as bigint) as still_open,
        cast(lengths_counted.matured as bigint) as matured,
        lengths_counted.median_days,
        lengths_counted.p90_days,
        medians.median_time as median_days_km,
        cast(lengths_counted.stalled as bigint) as stalled

    from lengths_counted
    {{ join_cells('lengths_counted') | indent(4) }}
    left join medians
        on lengths_counted.period_number = medians.period_number
        and lengths_counted.value_number = medians.value_number
        and lengths_counted.stage = medians.stage

)

select * from stays_counted
