{{ config(materialized='table') }}

with

records_numbered as (

    select * from {{ ref('int_person_records_numbered') }}

),

person_emails as (

    select * from {{ ref('int_person_emails_screened') }}

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

pairs_by_id as (

    select
        person_links.record_key,
        person_links.linked_record_key,
        person_links.link_kind as edge_kind
    from person_links

    union all

    select
        merges_unioned.record_key,
        merges_unioned.surviving_record_key as linked_record_key,
        'merge' as edge_kind
    from merges_unioned

    union all

    select
        identity_overrides.record_key,
        identity_overrides.other_record_key as linked_record_key,
        identity_overrides.override as edge_kind
    from identity_overrides

),

pairs_by_id_numbered as (

    select
        records_numbered.record_number,
        linked_records.record_number as linked_record_number,
        pairs_by_id.edge_kind,
        cast(0 as bigint) as address_number
    from pairs_by_id
    inner join records_numbered
        on pairs_by_id.record_key = records_numbered.record_key
    inner join records_numbered as linked_records
        on pairs_by_id.linked_record_key = linked_records.record_key

),

addresses_numbered as (

    select
        records_numbered.record_number,
        dense_rank() over (order by person_emails.email) as address_number
    from person_emails
    inner join records_numbered
        on person_emails.record_key = records_numbered.record_key
    where person_emails.is_edge

),

-- every record of an address is tied to the first one: as good as all pairs, and linear in size
pairs_by_email as (

    select
        addresses_numbered.record_number,
        min(addresses_numbered.record_number) over (
            partition by addresses_numbered.address_number
        ) as linked_record_number,
        'email' as edge_kind,
        addresses_numbered.address_number
    from addresses_numbered

),

edges as (

    select * from pairs_by_id_numbered

    union

    select * from pairs_by_email

),

edges_between_records as (

    select
        edges.record_number,
        edges.linked_record_number,
        edges.edge_kind,
        edges.address_number
    from edges
    where edges.record_number <> edges.linked_record_number

)

select * from edges_between_records
