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

mql_cells as (

    {{ in_cells('mqls_recorded', 'mql_at') | indent(4) }}

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
