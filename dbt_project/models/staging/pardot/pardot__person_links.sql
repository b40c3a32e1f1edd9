with

prospect_versions as (

    select * from {{ ref('stg_pardot__prospect_versions') }}

),

prospects as (

    {{ newest_version('prospect_versions', 'prospect_id', 'modified_at') }}

),

stored_ids as (
{% for stored_id in ['salesforce_id', 'salesforce_lead_id', 'salesforce_contact_id'] %}
    select
        prospect_id,
        {{ salesforce_person_key(stored_id, 'salesforce') }} as linked_record_key
    from prospects
    {{ 'union' if not loop.last }}
{% endfor %}
),

person_links as (

    select
        'pardot:prospect:' || prospect_id as record_key,
        linked_record_key,
        'stored_id' as link_kind
    from stored_ids
    where linked_record_key is not null

)

select * from person_links
