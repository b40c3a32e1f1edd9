{#- each attribute with the columns of the exports that tell it -#}
{%- set attributes = with_custom_fields({
    'country': ['country'],
    'segment': ['segment'],
    'job_title': ['job_title'],
    'employees': ['employees'],
    'company_name': ['company', 'account_name'],
    'website': ['website'],
    'source': ['source'],
    'campaign': ['campaign'],
}, 'eloqua', 'contact') -%}
with

contact_versions as (

    select * from {{ ref('stg_eloqua__contact_versions') }}

),

observed as (

    {{ observed_attributes('contact_versions', 'contact_id', attributes) }}

),

attribute_changes as (

    select
        'eloqua:contact:' || record_id as record_key,
        'eloqua' as system,
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
