with
{% for relation in ['contact_versions', 'fields', 'field_values'] %}
{{ relation }} as (

    select * from {{ ref('stg_activecampaign__' ~ relation) }}

),
{% endfor %}
contacts_with_fields as (

    {{ activecampaign_contacts('contact_versions', 'fields', 'field_values') }}

),

contacts as (

    {{ newest_version('contacts_with_fields', 'contact_id', 'modified_at') }}

),

person_links as (
{% for linked_record_key in [
    "'zoho:lead:' || " ~ zoho_id('zoho_lead_id'),
    "'zoho:contact:' || " ~ zoho_id('zoho_contact_id'),
    "'pipedrive:person:' || trim(pipedrive_id)",
    "'hubspot:contact:' || trim(hubspot_id)",
    salesforce_person_key(salesforce_id_18('salesforce_id')),
] %}
    select
        'activecampaign:contact:' || contact_id as record_key,
        {{ linked_record_key }} as linked_record_key,
        'stored_id' as link_kind
    from contacts
    where {{ linked_record_key }} is not null
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from person_links
