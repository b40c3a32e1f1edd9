{{ config(materialized='table') }}

with

spans as (

    select
        attribute_spans.*,
        case when not is_earliest and record_number > 0 then record_number end as modified_record_number
    from {{ ref('int_attribute_spans') }} as attribute_spans

),

-- a change of its attributes modifies a record, one of its account does not
records_changed as (

    select
        records_numbered.record_number,
        changes.changed_at
    from {{ ref('int_attribute_changes_unioned') }} as changes
    inner join {{ ref('int_person_records_numbered') }} as records_numbered
        on changes.record_key = records_numbered.record_key
    where changes.evidence = 'history' and split_part(changes.record_key, ':', 2) = changes.object

),

-- which of a person's records was modified last is asked where two of one trust state something
attributes_contested as (

    select
        person_number,
        attribute,
        min(case when trust = 0 then modified_record_number end)
        < max(case when trust = 0 then modified_record_number end)
        or min(case when trust = 1 then modified_record_number end)
        < max(case when trust = 1 then modified_record_number end) as is_newest_asked
    from spans
    group by person_number, attribute
    having min(source_number) < max(source_number)

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

modifications as (

    select
        records_changed.record_number,
        records_changed.changed_at as modified_from,
        coalesce(
            lead(records_changed.changed_at) over (
                partition by records_changed.record_number order by records_changed.changed_at
            ),
            cast('9999-12-31' as timestamp)
        ) as modified_until
    from records_changed
    inner join (select distinct asked_record_number from spans_contested) as records_asked
        on records_changed.record_number = records_asked.asked_record_number
    group by records_changed.record_number, records_changed.changed_at

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
