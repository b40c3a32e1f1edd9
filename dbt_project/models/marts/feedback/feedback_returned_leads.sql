{{ config(alias='returned_leads') }}

with

leads as (

    select
        fct_leads.*,
        row_number() over (
            partition by fct_leads.person_id order by fct_leads.episode_number desc
        ) as recency
    from {{ ref('fct_leads') }} as fct_leads

),

reasons as (

    select * from {{ ref('reasons') }}

),

records as (

    select * from {{ ref('int_person_records_present') }}

),

returned_leads as (

    select
        -- keys
        records.record_key,
        records.record_id,
        leads.lead_id,
        leads.person_id,

        -- attributes
        records.system,
        records.object,
        leads.outcome as decision,
        leads.reason_code,
        reasons.level as reason_level,
        reasons.action,
        leads.source,
        leads.campaign,

        -- times
        case
            when leads.outcome = 'rejected' then leads.rejected_at
            else leads.recycled_at
        end as decided_at

    from leads
    inner join records
        on leads.person_id = records.person_id
    left join reasons
        on leads.reason_code = reasons.reason_code
    where
        leads.recency = 1
        and records.role in ('automation', 'crm_and_automation')
        and leads.outcome in {{ stages_with('is_refusal') }}

)

select * from returned_leads
