{#- each attribute with the columns of the exports that tell it -#}
{%- set attributes = with_custom_fields({
    'country': ['country'],
    'segment': ['segment'],
    'job_title': ['job_title'],
    'employees': ['employees'],
    'company_name': ['company'],
    'website': ['website'],
    'source': ['lead_source'],
    'campaign': ['campaign'],
}, 'mailchimp', 'member') -%}
with

member_versions as (

    select * from {{ ref('stg_mailchimp__member_versions') }}

),

observed as (

    {{ observed_attributes('member_versions', 'member_id', attributes) }}

),

attribute_changes as (

    select
        'mailchimp:member:' || record_id as record_key,
        'mailchimp' as system,
        'member' as object,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from observed

)

select * from attribute_changes
