{{ config(materialized='table') }}

with

records_screened as (

    select * from {{ ref('int_person_records_screened') }}

),

person_links as (

    select * from {{ ref('int_person_links_unioned') }}

),

merges_unioned as (

    select * from {{ ref('int_merges_unioned') }}

),

identity_overrides as (

    select * from {{ ref('int_identity_overrides_keyed') }}

),

records_named as (

    select person_links.record_key from person_links

    union

    select person_links.linked_record_key as record_key from person_links

    union

    select merges_unioned.record_key from merges_unioned

    union

    select merges_unioned.surviving_record_key as record_key from merges_unioned

    union

    select identity_overrides.record_key from identity_overrides
    where identity_overrides.override = 'same'

    union

    select identity_overrides.other_record_key as record_key from identity_overrides
    where identity_overrides.override = 'same'

),

records_collected as (

    select
        records_screened.record_key,
        records_screened.system,
        records_screened.record_id,
        true as is_landed,
        records_screened.is_crm,
        records_screened.created_at,
        records_screened.modified_at
    from records_screened

    union all

    select
        records_named.record_key,
        split_part(records_named.record_key, ':', 1) as system,
        records_named.record_key as record_id,
        false as is_landed,
        false as is_crm,
        cast(null as timestamp) as created_at,
        cast(null as timestamp) as modified_at
    from records_named
    left join records_screened
        on records_named.record_key = records_screened.record_key
    where
        records_screened.record_key is null
        and records_named.record_key is not null

),

records_numbered as (

    select
        records_collected.record_key,
        records_collected.system,
        records_collected.is_landed,
        records_collected.is_crm,
        records_collected.modified_at,
        row_number() over (
            order by
                case when records_collected.is_landed then 0 else 1 end,
                records_collected.created_at asc nulls last,
                records_collected.system,
                records_collected.record_id,
                records_collected.record_key
        ) as record_number
    from records_collected

),

records_ordered as (

    select
        records_numbered.record_key,
        records_numbered.system,
        records_numbered.is_landed,
        records_numbered.record_number,
        row_number() over (
            order by
                case when records_numbered.is_crm then 0 else 1 end,
                records_numbered.modified_at desc nulls last,
                records_numbered.record_number
        ) as precedence
    from records_numbered

)

select * from records_ordered
