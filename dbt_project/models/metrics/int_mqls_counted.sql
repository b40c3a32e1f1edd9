{{ config(materialized='table') }}

with

mqls as (

    select * from {{ ref('int_mqls_numbered') }}

),

mql_cells as (

    {{ in_cells('mqls', 'mql_at') | indent(4) }}

),

mqls_counted as (

    select
        -- keys
        {{ cell_keys() | join(',\n        ') }},

        -- measures
        count(*) as mql_episodes,
        count(case when is_first_mql then 1 end) as first_mql_people,
        count(case when is_not_delivered then 1 end) as not_delivered

    from mql_cells
    group by {{ cell_keys() | join(', ') }}

)

select * from mqls_counted
