{{ config(alias='leads') }}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

leads_qualified as (

    select
        -- keys
        leads.lead_id,
        leads.person_id,
        leads.owner_id,

        -- attributes
        leads.source,
        leads.segment,

        -- measures
        leads.revenue,

        -- flags
        leads.has_accepted,
        leads.has_sql,
        leads.has_opportunity,
        leads.has_won,

        -- times
        leads.mql_at

    from leads
    inner join settings
        on leads.mql_at >= settings.backtest_from
        and leads.mql_at < settings.backtest_until
    where leads.has_mql and not leads.mql_is_imputed

)

select * from leads_qualified
