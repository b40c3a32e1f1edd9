{{ config(materialized='table') }}

with

attribute_values as (

    select * from {{ ref('int_attribute_values') }}

),

person_records as (

    select
        person_records.*,
        split_part(person_records.record_key, ':', 2) as object
    from {{ ref('int_person_records_keyed') }} as person_records

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

accounts as (

    select * from {{ ref('int_accounts_resolved') }}

),

segment_rules as (

    select * from {{ ref('segment_rules') }}

),

-- the first layer that says something speaks: a person's own records, the account, what a value of theirs
-- makes, what the account's size means, what the size that a record states means
values_of_people as (

    select
        person_records.person_number,
        attribute_values.attribute,
        attribute_values.value,
        1 as layer,
        attribute_values.attribute in ('source', 'campaign') as is_earliest,
        case when person_records.is_crm then 0 else 1 end as trust,
        case when attribute_values.attribute not in ('source', 'campaign') then person_records.record_number
            end as modified_record_number,
        -- what a contact has of its account comes after what stands on the contact
        person_records.record_number * 2
        + case when person_records.object = attribute_values.object then 0 else 1 end as source_number,
        attribute_values.is_from_history,
        attribute_values.known_from,
        attribute_values.known_until
    from attribute_values
    inner join person_records
        on attribute_values.record_key = person_records.record_key

    union all

    select
        people.person_number,
        attribute_values.attribute,
        attribute_values.value,
        2 as layer,
        false as is_earliest,
        0 as trust,
        cast(null as bigint) as modified_record_number,
        0 as source_number,
        attribute_values.is_from_history,
        attribute_values.known_from,
        attribute_values.known_until
    from attribute_values
    inner join accounts
        on attribute_values.record_key = accounts.company_key
    inner join people
        on accounts.account_id = people.account_id

),

-- the earliest known source and campaign stand, whatever a record says later
values_ranked as (

    select
        values_of_people.*,
        row_number() over (
            partition by person_number, attribute, layer, source_number
            order by known_from, value
        ) as value_number
    from values_of_people
    where is_earliest

),

attribute_spans as (
{% for relation, condition in [
    ('values_of_people', 'not is_earliest'), ('values_ranked', 'value_number = 1'),
] %}
    select
        person_number,
        attribute,
        value,
        layer,
        case when is_earliest then 0 else trust end as trust,
        modified_record_number,
        source_number,
        is_from_history,
        known_from,
        case when not is_earliest then known_until end as known_until
    from {{ relation }}
    where {{ condition }}

    union all
{% endfor %}
    select
        values_of_people.person_number,
        'segment' as attribute,
        segment_rules.segment as value,
        case when values_of_people.layer = 2 then 5 else 6 end as layer,
        values_of_people.trust,
        values_of_people.modified_record_number,
        -- a source of its own beside the segments that are stated, and those that values make
        -1 - 2 * values_of_people.source_number as source_number,
        values_of_people.is_from_history,
        values_of_people.known_from,
        values_of_people.known_until
    from values_of_people
    inner join segment_rules
        on {{ try_cast('values_of_people.value', 'bigint') }} >= segment_rules.min_employees
        and {{ try_cast('values_of_people.value', 'bigint') }} <= coalesce(
            segment_rules.max_employees, {{ try_cast('values_of_people.value', 'bigint') }}
        )
    where values_of_people.attribute = 'employees'
    {{- segments_of_values('values_of_people', segments=ref('segment_values')) }}

)

select * from attribute_spans
