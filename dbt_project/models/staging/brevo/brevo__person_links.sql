with

contact_versions as (

    select * from {{ ref('stg_brevo__contact_versions') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

person_links as (
{% for linked_record_key in [
    "'pipedrive:person:' || trim(pipedrive_id)",
    "'hubspot:contact:' || trim(hubspot_id)",
    salesforce_person_key('salesforce_id', 'salesforce'),
] %}
    select
        'brevo:contact:' || contact_id as record_key,
        {{ linked_record_key }} as linked_record_key,
        'stored_id' as link_kind
    from contacts
    where {{ linked_record_key }} is not null
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from person_links
