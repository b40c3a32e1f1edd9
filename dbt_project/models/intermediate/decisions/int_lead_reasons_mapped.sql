{{ config(materialized='table') }}

with

lead_reasons as (

    select * from {{ ref('int_lead_reasons') }}

),

reason_codes as (

    select * from {{ ref('int_reason_codes') }}

),

-- few texts stand in many leads: each is folded once
reasons_found as (

    select distinct
        system,
        reason_text,
        {{ folded('reason_text') }} as folded_reason
    from lead_reasons

),

reasons_matched as (

    select
        reasons_found.system,
        reasons_found.reason_text,
        reason_codes.reason_code
    from reasons_found
    inner join reason_codes
        on reasons_found.system = reason_codes.system
        and reasons_found.folded_reason = reason_codes.folded_reason

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
        on lead_reasons.system = reasons_matched.system
        and lead_reasons.reason_text = reasons_matched.reason_text

)

select * from lead_reasons_mapped
