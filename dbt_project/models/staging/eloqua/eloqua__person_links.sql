with

contact_versions as (

    select * from {{ ref('stg_eloqua__contact_versions') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

person_links as (
{% for stored_id in ['salesforce_lead_id', 'salesforce_contact_id'] %}
    select
        'eloqua:contact:' || contact_id as record_key,
        {{ salesforce_person_key(stored_id, 'salesforce') }} as linked_record_key,
        'stored_id' as link_kind
    from contacts
    where {{ salesforce_person_key(stored_id, 'salesforce') }} is not null
    {{ 'union' if not loop.last }}
{% endfor %}
)

select * from person_links
