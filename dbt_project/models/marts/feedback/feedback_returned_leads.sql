{{ config(alias='returned_leads') }}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

reasons as (

    select * from {{ ref('reasons') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

records_keyed as (

    select * from {{ ref('int_person_records_keyed') }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

leads_latest as (

    select
        leads.*,
        row_number() over (
            partition by leads.person_id order by leads.episode_number desc
        ) as recency
    from leads

),

returned_leads as (

    select
        -- keys
        people_records.record_key,
        people_records.record_id,
        leads_latest.lead_id,
        leads_latest.person_id,

        -- attributes
        people_records.system,
        people_records.object,
        leads_latest.outcome as decision,
        leads_latest.reason_code,
        reasons.level as reason_level,
        reasons.action,
        leads_latest.source,
        leads_latest.campaign,

        -- times
        case
            when leads_latest.outcome = 'rejected' then leads_latest.rejected_at
            else leads_latest.recycled_at
        end as decided_at

    from leads_latest
    inner join records_keyed
        on leads_latest.person_id = records_keyed.person_id
    inner join people_records
        on records_keyed.record_key = people_records.record_key
    inner join systems
        on people_records.system = systems.system
        and systems.role in ('automation', 'crm_and_automation')
    left join reasons
        on leads_latest.reason_code = reasons.reason_code
    where
        leads_latest.recency = 1
        and leads_latest.outcome in {{ stages_with('is_refusal') }}
        and not people_records.is_deleted

)

select * from returned_leads
