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

stay_cells as (

    {{ in_cells('stays_left_lately', 'exited_at') | indent(4) }}

),

stall_limits as (

    select
        stage,
        dimension,
        dimension_value,
        {{ percentile('days_in_stage', 0.9) }} as limit_days
    from stay_cells
    -- a stay stands once in each dimension
    where period_grain = 'quarter'
    group by stage, dimension, dimension_value

)

select * from stall_limits
