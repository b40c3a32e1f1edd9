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

    {{ newest_version('contacts_with_fields', 'contact_id', 'modified_at', 'is_deleted') }}

),

first_known_of_contacts as (

    {{ first_known('contacts_with_fields', 'contact_id', ['source', 'campaign', 'country', 'segment']) }}

),

people as (

    select
        -- keys
        'activecampaign:contact:' || contacts.contact_id as record_key,
        'activecampaign' as system,
        'contact' as object,
        contacts.contact_id as record_id,

        -- attributes
        contacts.email,
        contacts.first_name,
        contacts.last_name,
        contacts.job_title,
        contacts.company_name,
        contacts.website,
        contacts.country,
        contacts.segment,
        contacts.employees,
        first_known_of_contacts.first_source,
        first_known_of_contacts.first_campaign,
        first_known_of_contacts.first_country,
        first_known_of_contacts.first_segment,
        contacts.rejection_reason,
        contacts.lead_status as status,

        -- flags
        false as is_test,
        contacts._is_deleted or contacts._is_missing as is_deleted,
        contacts.created_has_time,

        -- times
        contacts.created_at,
        contacts.modified_at,
        contacts._missing_at as deleted_at

    from contacts
    left join first_known_of_contacts
        on contacts.contact_id = first_known_of_contacts.record_id

)

select * from people
