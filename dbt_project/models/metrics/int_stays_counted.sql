{{ config(materialized='table') }}

with

stays as (

    select * from {{ ref('int_stays_measured') }}

),

stay_cells as (

    {{ in_cells('stays', 'entered_at') | indent(4) }}

),

stall_limits as (

    select * from {{ ref('int_stall_limits') }}

),

stays_judged as (

    select
        stay_cells.*,
        stall_limits.limit_days,
        not stay_cells.is_exited and stay_cells.age_days > stall_limits.limit_days as is_stalled
    from stay_cells
    left join stall_limits
        on stay_cells.stage = stall_limits.stage
        and stay_cells.dimension = stall_limits.dimension
        and stay_cells.dimension_value = stall_limits.dimension_value

),

counts as (

    select
        {{ cell_keys() | join(',\n        ') }},
        stage,
        count(*) as entered,
        count(case when is_exited then 1 end) as exited,
        count(case when not is_exited then 1 end) as still_open,
        count(case when is_matured then 1 end) as matured,
        {{ percentile('days_in_stage', 0.5) }} as median_days,
        {{ percentile('days_in_stage', 0.9) }} as p90_days,
        case
            when max(limit_days) is not null then count(case when is_stalled then 1 end)
        end as stalled
    from stays_judged
    group by {{ cell_keys() | join(', ') }}, stage

),

medians as (

    {{ kaplan_meier_median(
        'stay_cells', cell_keys() + ['stage'], 'observed_days', 'is_exited'
    ) | indent(4) }}

),

stays_counted as (

    select
        counts.*,
        medians.median_time as median_days_km
    from counts
    left join medians
        on {{ same_cell('counts', 'medians') | indent(8) }}
        and counts.stage = medians.stage

)

select * from stays_counted
