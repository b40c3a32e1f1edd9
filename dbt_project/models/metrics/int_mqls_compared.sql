{{ config(materialized='table') }}

with

adjustments as (

    select * from {{ ref('int_adjustments_tried') }}

),

mqls_adjusted as (

    select * from {{ ref('int_mqls_adjusted') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

mqls_gathered as (

    select
        adjustments.proposal_id,
        leads.lead_id,
        leads.mql_at as mql_before_at,
        cast(null as timestamp) as mql_after_at
    from adjustments
    inner join leads
        on adjustments.starts_at <= leads.mql_at
        and leads.has_mql
        and not leads.mql_is_imputed

    union all

    select
        proposal_id,
        lead_id,
        cast(null as timestamp) as mql_before_at,
        mql_at as mql_after_at
    from mqls_adjusted

),

mqls_matched as (

    select
        proposal_id,
        lead_id,
        max(mql_before_at) is not null as is_before,
        max(mql_after_at) is not null as is_after,
        max(mql_before_at) as mql_before_at,
        max(mql_after_at) as mql_after_at
    from mqls_gathered
    group by proposal_id, lead_id

),

-- an MQL's skipped stages are back-filled: who went further was taken on
mqls_compared as (

    select
        -- keys
        mqls_matched.proposal_id,
        mqls_matched.lead_id,

        -- measures
        leads.revenue,
        case when leads.opportunity_at >= adjustments.starts_at then leads.revenue end as revenue_of_span,

        -- flags
        mqls_matched.is_before,
        mqls_matched.is_after,
        {%- for side, flag in {'before': 'was_matured', 'after': 'would_be_matured'}.items() %}
        coalesce(
            {{ add_days('mqls_matched.mql_' ~ side ~ '_at', 'settings.acceptance_window_days') }}
            <= settings.as_of, false
        ) as {{ flag }},
        {%- endfor %}
        leads.has_accepted or leads.has_sql or leads.has_opportunity or leads.has_won as is_taken_on,
        leads.has_sql,
        leads.has_won

    from mqls_matched
    cross join settings
    inner join adjustments
        on mqls_matched.proposal_id = adjustments.proposal_id
    inner join leads
        on mqls_matched.lead_id = leads.lead_id

)

select * from mqls_compared
