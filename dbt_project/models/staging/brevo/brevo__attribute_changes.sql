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
}, 'brevo', 'contact') -%}
with

contact_versions as (

    select * from {{ ref('stg_brevo__contact_versions') }}

),

observed as (

    {{ observed_attributes('contact_versions', 'contact_id', attributes) }}

),

attribute_changes as (

    select
        'brevo:contact:' || record_id as record_key,
        'brevo' as system,
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
