with

person_records as (

    select * from {{ ref('int_person_records_keyed') }}

),

stage_changes as (

    select * from {{ ref('int_stage_changes_unioned') }}

),

owner_changes as (

    select * from {{ ref('int_owner_changes_unioned') }}

),

marketing_activities as (

    select * from {{ ref('int_marketing_activities_unioned') }}

),

sales_activities as (

    select * from {{ ref('int_sales_activities_unioned') }}

),

opportunity_people as (

    select * from {{ ref('int_opportunity_people_unioned') }}

),

identity_overrides as (

    select * from {{ ref('int_identity_overrides_keyed') }}

),

-- a ruling that applies to nothing names a record, or an activity of the person, that nobody knows
rulings_unlinked as (

    select
        rulings.record_key,
        rulings.activity_key
    from {{ ref('rulings') }} as rulings
    left join {{ ref('int_rulings_keyed') }} as rulings_keyed
        on rulings.ruling_id = rulings_keyed.ruling_id
    where rulings_keyed.ruling_id is null

),

records_named as (

    {%- for shape in [
        'stage_changes', 'owner_changes', 'marketing_activities', 'sales_activities', 'opportunity_people'
    ] %}
    {{ 'union all' if not loop.first }}
    select
        '{{ shape }}' as named_by,
        record_key,
        count(*) as row_count
    from {{ shape }}
    where record_key is not null
    group by 2
    {%- endfor %}

    union all

    -- a task may be about an opportunity alone, but what somebody did is somebody's
    select
        'marketing_activities' as named_by,
        system || ':(unknown)' as record_key,
        count(*) as row_count
    from marketing_activities
    where record_key is null
    group by 2
    {%- for column in ['record_key', 'other_record_key'] %}

    union all

    select
        'identity_overrides' as named_by,
        {{ column }} as record_key,
        count(*) as row_count
    from identity_overrides
    group by 2
    {%- endfor %}

    union all

    select
        'rulings' as named_by,
        case
            when person_records.record_key is null
                then {{ record_key_as_written('rulings_unlinked.record_key') }}
            else {{ record_key_as_written('rulings_unlinked.activity_key') }}
        end as record_key,
        count(*) as row_count
    from rulings_unlinked
    left join person_records
        on {{ record_key_as_written('rulings_unlinked.record_key') }} = person_records.record_key
        and person_records.is_landed
    group by 2

),

records_unlinked as (

    select
        {{ stable_hash(['records_named.record_key', 'records_named.named_by']) }}
            as unlinked_record_id,
        records_named.record_key,
        records_named.named_by,
        cast(sum(records_named.row_count) as bigint) as row_count
    from records_named
    left join person_records
        on records_named.record_key = person_records.record_key
    where
        person_records.record_key is null
        -- a record that others name may be somebody, but a ruling on it is of no use
        or (
            records_named.named_by in ('identity_overrides', 'rulings')
            and not person_records.is_landed
        )
    group by records_named.record_key, records_named.named_by

)

select
    unlinked_record_id,
    record_key,
    named_by,
    row_count
from records_unlinked
