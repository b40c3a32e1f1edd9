with

handoff_reasons as (

    select * from {{ ref('int_handoff_reasons') }}

),

reason_mapping as (

    select * from {{ ref('reason_mapping') }}

),

-- a tool's own row before the one for every tool
reasons_matched as (

    select
        handoff_reasons.handoff_id,
        coalesce(
            min(case when reason_mapping.system <> '*' then reason_mapping.reason_code end),
            min(reason_mapping.reason_code)
        ) as reason_code
    from handoff_reasons
    inner join reason_mapping
        on reason_mapping.system in (handoff_reasons.system, '*')
        and {{ folded('handoff_reasons.reason_text') }} = {{ folded('reason_mapping.raw_reason') }}
    group by 1

),

handoff_reasons_mapped as (

    select
        handoff_reasons.handoff_id,
        handoff_reasons.system,
        case
            when handoff_reasons.reason_text is null then '(none given)'
            else coalesce(reasons_matched.reason_code, '(unmapped)')
        end as reason_code,
        handoff_reasons.reason_text
    from handoff_reasons
    left join reasons_matched
        on handoff_reasons.handoff_id = reasons_matched.handoff_id

)

select * from handoff_reasons_mapped
