{#- each attribute with the columns of the exports that tell it -#}
{%- set attributes = with_custom_fields({
    'country': ['country'],
    'segment': ['segment'],
    'job_title': ['job_title'],
    'employees': ['employees'],
    'company_name': ['company'],
    'website': ['website'],
    'source': ['source'],
    'campaign': ['campaign'],
}, 'activecampaign', 'contact') -%}
with
{% for relation in ['contact_versions', 'fields', 'field_values'] %}
{{ relation }} as (

    select * from {{ ref('stg_activecampaign__' ~ relation) }}

),
{% endfor %}
contacts_with_fields as (

    {{ activecampaign_contacts('contact_versions', 'fields', 'field_values') }}

),

observed as (

    {{ observed_attributes('contacts_with_fields', 'contact_id', attributes) }}

),

attribute_changes as (

    select
        'activecampaign:contact:' || record_id as record_key,
        'activecampaign' as system,
        'contact' as object,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from observed

)

select * from attribute_changes
