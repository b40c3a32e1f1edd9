{{ config(materialized='table') }}

{#- what is counted of the leads that are MQLs before and after, and of the others -#}
{%- set sides = {
    'before': {'is_in': 'is_before', 'is_old': 'was_matured'},
    'after': {'is_in': 'is_after', 'is_old': 'would_be_matured'},
    'moved': {'is_in': 'is_before <> is_after', 'is_old': 'was_matured or would_be_matured'},
    'unmoved': {'is_in': 'is_before and is_after', 'is_old': 'was_matured'},
} -%}
with

adjustments as (

    select * from {{ ref('int_adjustments_tried') }}

),

mqls_compared as (

    select * from {{ ref('int_mqls_compared') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

-- the revenue of all opportunities of the span, and of those whose lead was an MQL before it
revenues as (

    select
        adjustments.proposal_id,
        sum(leads.revenue) as revenue_of_all,
        sum(
            case
                when
                    leads.has_mql and not leads.mql_is_imputed
                    and coalesce(leads.mql_at < adjustments.starts_at, true)
                    then leads.revenue
            end
        ) as revenue_of_others
    from adjustments
    inner join leads
        on adjustments.starts_at <= leads.opportunity_at
    group by adjustments.proposal_id

),

adjustments_counted as (

    select
        adjustments.proposal_id,
        {%- for side, each in sides.items() %}
        count(case when {{ each.is_in }} then 1 end) as mqls_{{ side }},
        count(case when ({{ each.is_in }}) and ({{ each.is_old }}) then 1 end) as matured_{{ side }},
        count(case when ({{ each.is_in }}) and ({{ each.is_old }}) and is_taken_on then 1 end)
            as accepted_{{ side }},
        count(case when ({{ each.is_in }}) and has_sql then 1 end) as sqls_{{ side }},
        count(case when ({{ each.is_in }}) and has_won then 1 end) as won_{{ side }},
        coalesce(
            sum(case when {{ each.is_in }} then revenue end),
            case when count(case when ({{ each.is_in }}) and has_won then 1 end) = 0 then 0 end
        ) as revenue_{{ side }},
        sum(case when {{ each.is_in }} then revenue_of_span end) as revenue_of_span_{{ side }},
        {%- endfor %}
        count(case when is_after and not is_before then 1 end) as entering,
        count(case when is_before and not is_after then 1 end) as leaving
    from adjustments
    left join mqls_compared
        on adjustments.proposal_id = mqls_compared.proposal_id
    group by adjustments.proposal_id

),

adjustments_valued as (

    select
        adjustments_counted.*,
        {%- for side in ['before', 'after'] %}
        {{ true_divide(
            '(coalesce(revenues.revenue_of_others, 0)'
            ~ ' + coalesce(adjustments_counted.revenue_of_span_' ~ side ~ ', 0))',
            'revenues.revenue_of_all'
        ) }} as revenue_captured_{{ side }}{{ ',' if not loop.last }}
        {%- endfor %}
    from adjustments_counted
    left join revenues
        on adjustments_counted.proposal_id = revenues.proposal_id

)

select * from adjustments_valued
