with

people_records as (

    select * from {{ ref('int_people_unioned') }}

),

records_keyed as (

    select * from {{ ref('int_person_records_keyed') }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

person_records_present as (

    select
        -- keys
        people_records.record_key,
        people_records.record_id,
        records_keyed.person_id,

        -- attributes
        people_records.system,
        people_records.object,
        systems.role,
        systems.is_crm,
        coalesce(people_records.is_converted, false) as is_converted

    from people_records
    inner join records_keyed
        on people_records.record_key = records_keyed.record_key
    inner join systems
        on people_records.system = systems.system
    where not people_records.is_deleted

)

select * from person_records_present
