{{ config(materialized='table') }}

with

rulings as (

    select
        rulings.*,
        {{ record_key_as_written('rulings.record_key') }} as person_record_key,
        {{ record_key_as_written('rulings.activity_key') }} as ruled_activity_key
    from {{ ref('rulings') }} as rulings

),

person_records as (

    select * from {{ ref('int_person_records_keyed') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

-- of what is ruled on no activity the key is empty, and nothing is looked for
rulings_keyed as (

    select
        -- keys
        rulings.ruling_id,
        person_records.person_id,
        person_records.record_key,
        person_records.system,
        activities.activity_id,

        -- attributes
        rulings.ruling,

        -- times
        rulings.mql_on,
        rulings.ruled_on

    from rulings
    inner join person_records
        on rulings.person_record_key = person_records.record_key
        and person_records.is_landed
    left join activities
        on rulings.ruled_activity_key = activities.activity_key
        and person_records.person_id = activities.person_id
    where
        activities.activity_id is not null
        or rulings.ruling not in ('counts_as_touch', 'does_not_count')

)

select * from rulings_keyed
