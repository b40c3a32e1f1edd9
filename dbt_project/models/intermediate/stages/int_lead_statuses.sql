{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_lead_events_assigned') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

person_records as (

    select * from {{ ref('int_person_records_keyed') }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

records_of_leads as (

    select distinct
        lead_id,
        record_key
    from events
    where record_key is not null and is_within

),

-- the record on which the lead happened, what is there before what is deleted, a lead before a contact
records_ranked as (

    select
        episodes.lead_id,
        people_records.record_key,
        people_records.status,
        people_records.is_converted,
        row_number() over (
            partition by episodes.lead_id
            order by
                case when records_of_leads.record_key is not null then 0 else 1 end asc,
                case when people_records.is_deleted then 1 else 0 end asc,
                case when people_records.status is not null then 0 else 1 end asc,
                case when people_records.is_converted is not null then 0 else 1 end asc,
                people_records.modified_at desc nulls last,
                people_records.record_key asc
        ) as preference
    from episodes
    inner join person_records
        on episodes.person_id = person_records.person_id
    inner join people_records
        on person_records.record_key = people_records.record_key
    inner join systems
        on people_records.system = systems.system
    left join records_of_leads
        on episodes.lead_id = records_of_leads.lead_id
        and people_records.record_key = records_of_leads.record_key
    where systems.is_crm

),

lead_statuses as (

    select
        lead_id,
        record_key,
        status,
        is_converted
    from records_ranked
    where preference = 1

)

select * from lead_statuses
