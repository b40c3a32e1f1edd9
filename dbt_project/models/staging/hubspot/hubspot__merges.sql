with

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}

),

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

listed_merges as (

    {{ list_entries('contact_versions', 'merged_contact_ids') }}
    union all
    {{ list_entries('contact_versions', 'all_contact_ids') }}
    union all
    {{ list_entries('contact_versions', 'merged_contact_times') }}

),

merges_parted as (

    select
        contact_id,
        split_part(entry_text, ':', 1) as merged_contact_id,
        {{ utc_of_text("nullif(split_part(entry_text, ':', 2), '')", "'UTC'") }} as merged_at
    from listed_merges

    union all

    select
        surviving_id as contact_id,
        merged_id as merged_contact_id,
        merged_at
    from merged_records
    where object = 'contact'

),

merged_contacts as (

    select
        'hubspot:contact:' || merged_contact_id as record_key,
        'hubspot:contact:' || contact_id as surviving_record_key,
        min(merged_at) as merged_at
    from merges_parted
    where merged_contact_id <> contact_id
    group by merged_contact_id, contact_id

)

select * from merged_contacts
