{{ config(materialized='table') }}

with

spans as (

    select * from {{ ref('int_attribute_spans') }}

),

attributes_contested as (

    select * from {{ ref('int_attributes_compared') }}
    where is_contested

),

spans_contested as (

    select
        spans.*,
        case when attributes_contested.is_newest_asked then spans.modified_record_number end
            as asked_record_number
    from spans
    inner join attributes_contested
        on spans.person_number = attributes_contested.person_number
        and spans.attribute = attributes_contested.attribute

),

records_asked as (

    select
        person_records.record_key,
        person_records.record_number,
        split_part(person_records.record_key, ':', 2) as object
    from (select distinct asked_record_number from spans_contested) as numbers_asked
    inner join {{ ref('int_person_records_keyed') }} as person_records
        on numbers_asked.asked_record_number = person_records.record_number

),

-- a change of its attributes modifies a record, one of its account does not
modifications as (

    select
        records_asked.record_number,
        changes.changed_at as modified_from,
        coalesce(
            lead(changes.changed_at) over (
                partition by records_asked.record_number order by changes.changed_at
            ),
            cast('9999-12-31' as timestamp)
        ) as modified_until
    from {{ ref('int_attribute_changes_unioned') }} as changes
    inner join records_asked
        on changes.record_key = records_asked.record_key
        and changes.object = records_asked.object
    where changes.evidence = 'history'
    group by records_asked.record_number, changes.changed_at

),

moments as (

    select
        person_number,
        attribute,
        known_from as moment
    from spans_contested

    union

    select person_number, attribute, known_until as moment from spans_contested
    where known_until is not null

    union

    select
        spans_contested.person_number,
        spans_contested.attribute,
        modifications.modified_from as moment
    from spans_contested
    inner join modifications
        on spans_contested.asked_record_number = modifications.record_number
        and spans_contested.known_from < modifications.modified_from
        and coalesce(spans_contested.known_until > modifications.modified_from, true)

),

candidates as (

    select
        moments.person_number,
        moments.attribute,
        moments.moment,
        spans_contested.value,
        spans_contested.is_from_history,
        row_number() over (
            partition by moments.person_number, moments.attribute, moments.moment
            order by
                spans_contested.layer,
                spans_contested.trust,
                modifications.modified_from desc nulls last,
                spans_contested.source_number
        ) as preference
    from moments
    inner join spans_contested
        on moments.person_number = spans_contested.person_number
        and moments.attribute = spans_contested.attribute
        and moments.moment >= spans_contested.known_from
        and coalesce(moments.moment < spans_contested.known_until, true)
    left join modifications
        on spans_contested.asked_record_number = modifications.record_number
        and moments.moment >= modifications.modified_from
        and moments.moment < modifications.modified_until

),

values_at_moments as (

    select
        moments.person_number,
        moments.attribute,
        moments.moment,
        candidates.value,
        candidates.is_from_history
    from moments
    left join candidates
        on moments.person_number = candidates.person_number
        and moments.attribute = candidates.attribute
        and moments.moment = candidates.moment
        and candidates.preference = 1

)

select * from values_at_moments
