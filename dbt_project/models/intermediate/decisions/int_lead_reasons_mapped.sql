{{ config(materialized='table') }}

with

lead_reasons as (

    select * from {{ ref('int_lead_reasons') }}

),

reason_mapping as (

    select * from {{ ref('reason_mapping') }}

),

-- a tool's own row before the one for every tool
reasons_matched as (

    select
        lead_reasons.lead_id,
        coalesce(
            min(case when reason_mapping.system <> '*' then reason_mapping.reason_code end),
            min(reason_mapping.reason_code)
        ) as reason_code
    from lead_reasons
    inner join reason_mapping
        on reason_mapping.system in (lead_reasons.system, '*')
        and {{ folded('lead_reasons.reason_text') }} = {{ folded('reason_mapping.raw_reason') }}
    group by 1

),

lead_reasons_mapped as (

    select
        lead_reasons.lead_id,
        lead_reasons.decision,
        lead_reasons.system,
        case
            when lead_reasons.reason_text is null then '(none given)'
            else coalesce(reasons_matched.reason_code, '(unmapped)')
        end as reason_code,
        lead_reasons.reason_text,
        lead_reasons.decided_at
    from lead_reasons
    left join reasons_matched
        on lead_reasons.lead_id = reasons_matched.lead_id

)

select * from lead_reasons_mapped
