with

leads as (

    select * from {{ ref('fct_leads') }}

),

mqls_recorded as (

    select * from leads
    where leads.has_mql and not leads.mql_is_imputed

),

mqls_numbered as (

    select
        mqls_recorded.*,
        row_number() over (
            partition by mqls_recorded.person_id order by mqls_recorded.episode_number
        ) = 1 as is_first_mql
    from mqls_recorded

)

select * from mqls_numbered
