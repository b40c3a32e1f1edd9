{{ config(materialized='table') }}

with

spans as (

    select * from {{ ref('int_attribute_spans') }}

),

attributes_summed as (

    select
        person_number,
        attribute,
        min(value) as least_value,
        max(value) as greatest_value,
        min(case when is_from_history then known_from end) as known_from_of_history,
        min(case when not is_from_history then known_from end) as known_from_of_exports,
        count(known_until) as ended_count,
        min(source_number) < max(source_number) as is_of_several,
        min(case when trust = 0 then modified_record_number end)
        < max(case when trust = 0 then modified_record_number end)
        or min(case when trust = 1 then modified_record_number end)
        < max(case when trust = 1 then modified_record_number end) as is_of_several_records
    from spans
    group by person_number, attribute

),

-- one value that nothing ends has been so since the first place stated it, whichever of them counts
attributes_judged as (

    select
        attributes_summed.*,
        least_value = greatest_value
        and ended_count = 0
        and coalesce(known_from_of_history <> known_from_of_exports, true) as is_agreed
    from attributes_summed

),

attributes_compared as (

    select
        person_number,
        attribute,
        case when is_agreed then least_value end as value,
        is_agreed,
        not is_agreed and is_of_several as is_contested,
        -- which of a person's records was modified last is asked where two of one trust state something
        coalesce(not is_agreed and is_of_several_records, false) as is_newest_asked,
        case
            when is_agreed
                then coalesce(
                    known_from_of_history < known_from_of_exports, known_from_of_history is not null
                )
        end as is_from_history,
        case
            when is_agreed
                then coalesce(
                    least(known_from_of_history, known_from_of_exports),
                    known_from_of_history,
                    known_from_of_exports
                )
        end as known_from
    from attributes_judged

)

select * from attributes_compared
