{{ config(materialized='table') }}

with

stays as (

    select * from {{ ref('int_stays_measured') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

stays_left_lately as (

    select stays.*
    from stays
    cross join settings
    where
        stays.exited_at > {{ dbt.dateadd('month', -12, 'settings.as_of') }}
        and stays.days_in_stage is not null

),

{{ number_cells('stays_left_lately', 'exited_at') }},

limits as (

    select
        stage,
        value_number,
        {{ percentile('days_in_stage', 0.9) }} as limit_days
    from {{ rows_in_cells() | indent(4) }}
    -- a stay stands once in each dimension
    where periods_of_days.period_grain = 'quarter'
    group by stage, value_number

),

stall_limits as (

    select
        limits.stage,
        cell_values.dimension,
        cell_values.dimension_value,
        limits.limit_days
    from limits
    inner join cell_values
        on limits.value_number = cell_values.value_number

)

select * from stall_limits
