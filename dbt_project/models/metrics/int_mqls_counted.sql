{{ config(materialized='table') }}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

mqls_recorded as (

    select
        leads.*,
        row_number() over (
            partition by leads.person_id order by leads.episode_number
        ) = 1 as is_first_mql
    from leads
    where leads.has_mql and not leads.mql_is_imputed

),

{{ number_cells('mqls_recorded', 'mql_at') }},

{{ count_in_cells({
    'mql_episodes': 'true',
    'first_mql_people': 'is_first_mql',
    'not_delivered': 'is_not_delivered',
}) }},

mqls_counted as (

    select
        -- keys
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,

        -- measures
        counts.mql_episodes,
        counts.first_mql_people,
        counts.not_delivered

    from counts
    {{ join_cells('counts') | indent(4) }}

)

select * from mqls_counted
