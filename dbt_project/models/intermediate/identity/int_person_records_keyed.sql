{{ config(materialized='table') }}

with

records_numbered as (

    select * from {{ ref('int_person_records_numbered') }}

),

identity_components as (

    select * from {{ ref('int_identity_components') }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

records_keyed as (

    select
        records_numbered.record_key,
        {{ stable_hash(['first_records.record_key']) }} as person_id,
        identity_components.person_number,
        records_numbered.record_number,
        records_numbered.system,
        records_numbered.is_landed,
        coalesce(systems.is_crm, false) as is_crm
    from records_numbered
    inner join identity_components
        on records_numbered.record_number = identity_components.record_number
    inner join records_numbered as first_records
        on identity_components.person_number = first_records.record_number
    left join systems
        on records_numbered.system = systems.system
    -- records that only other records name are nobody unless one of theirs landed, and landed ones come first
    where first_records.is_landed

)

select * from records_keyed
