with

lead_versions as (

    select * from {{ ref('stg_zoho__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_zoho__contact_versions') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

person_links as (

    select
        'zoho:lead:' || lead_id as record_key,
        'zoho:contact:' || converted_contact_id as linked_record_key,
        'conversion' as link_kind
    from leads
    where converted_contact_id is not null
{% for object in ['lead', 'contact'] %}
    {%- for stored_id, linked in [
        ('activecampaign_id', 'activecampaign:contact:'), ('hubspot_id', 'hubspot:contact:'),
        ('marketo_id', 'marketo:lead:'),
    ] %}
    union all

    select
        'zoho:{{ object }}:' || {{ object }}_id as record_key,
        '{{ linked }}' || trim({{ stored_id }}) as linked_record_key,
        'stored_id' as link_kind
    from {{ object }}s
    where trim({{ stored_id }}) <> ''
    {% endfor %}
{%- endfor %}
)

select * from person_links
