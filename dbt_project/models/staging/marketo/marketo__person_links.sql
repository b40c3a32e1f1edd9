with

lead_versions as (

    select * from {{ ref('stg_marketo__lead_versions') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

stored_ids as (
{% for stored_id in ['salesforce_id', 'salesforce_lead_id', 'salesforce_contact_id'] %}
    select
        lead_id,
        {{ salesforce_person_key(stored_id, 'salesforce') }} as linked_record_key
    from leads

    union
{% endfor %}
    select
        lead_id,
        'hubspot:contact:' || nullif(trim(hubspot_id), '') as linked_record_key
    from leads

),

person_links as (

    select
        'marketo:lead:' || lead_id as record_key,
        linked_record_key,
        'stored_id' as link_kind
    from stored_ids
    where linked_record_key is not null

)

select * from person_links
