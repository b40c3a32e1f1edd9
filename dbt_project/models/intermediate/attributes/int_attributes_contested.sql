{{ config(materialized='table') }}

with

spans as (

    select * from {{ ref('int_attribute_spans') }}

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

spans_compared as (

    select
        spans.*,
        min(source_number) over of_attribute as first_source_number,
        max(source_number) over of_attribute as last_source_number
    from spans
    window of_attribute as (partition by person_id, attribute)

),

spans_contested as (

    select * from spans_compared
    where first_source_number <> last_source_number

),

modifications as (

    select
        records_changed.record_number,
        records_changed.changed_at as modified_from
    from records_changed
    inner join (select distinct record_number from spans_contested) as contested_records
        on records_changed.record_number = contested_records.record_number

    union

    select
        spans_contested.record_number,
        cast('0001-01-01' as timestamp) as modified_from
    from spans_contested

),

modifications_bounded as (

    select
        modifications.record_number,
        modifications.modified_from,
        lead(modifications.modified_from) over (
            partition by modifications.record_number order by modifications.modified_from
        ) as modified_until
    from modifications

),

moments as (

    select
        person_id,
        attribute,
        known_from as moment
    from spans_contested

    union

    select
        person_id,
        attribute,
        known_until as moment
    from spans_contested
    where known_until is not null

    union

    select
        spans_contested.person_id,
        spans_contested.attribute,
        modifications.modified_from as moment
    from spans_contested
    inner join modifications
        on spans_contested.record_number = modifications.record_number
        and spans_contested.known_from < modifications.modified_from
        and coalesce(spans_contested.known_until > modifications.modified_from, true)

),

candidates as (

    select
        moments.person_id,
        moments.attribute,
        moments.moment,
        spans_contested.value,
        spans_contested.is_from_history,
        row_number() over (
            partition by moments.person_id, moments.attribute, moments.moment
            order by
                spans_contested.layer,
                spans_contested.trust,
                case when not spans_contested.is_earliest then modifications_bounded.modified_from end
                    desc nulls last,
                spans_contested.source_number
        ) as preference
    from moments
    inner join spans_contested
        on moments.person_id = spans_contested.person_id
        and moments.attribute = spans_contested.attribute
        and moments.moment >= spans_contested.known_from
        and coalesce(moments.moment < spans_contested.known_until, true)
    inner join modifications_bounded
        on spans_contested.record_number = modifications_bounded.record_number
        and moments.moment >= modifications_bounded.modified_from
        and coalesce(moments.moment < modifications_bounded.modified_until, true)

),

values_at_moments as (

    select
        moments.person_id,
        moments.attribute,
        moments.moment,
        candidates.value,
        candidates.is_from_history
    from moments
    left join candidates
        on moments.person_id = candidates.person_id
        and moments.attribute = candidates.attribute
        and moments.moment = candidates.moment
        and candidates.preference = 1

)

select * from values_at_moments
