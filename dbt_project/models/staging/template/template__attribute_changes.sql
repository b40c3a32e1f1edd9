{#- each attribute with the columns of the exports that tell it -#}
{%- set attributes = {} -%}
{%- for name in [
    'country', 'segment', 'job_title', 'employees', 'company_name', 'website', 'source', 'campaign',
] -%}
    {%- do attributes.update({name: [name]}) -%}
{%- endfor -%}
{%- set attributes = with_custom_fields(attributes, 'template', 'people') -%}
with

person_versions as (

    select * from {{ ref('stg_template__people') }}

),

observed as (

    {{ observed_attributes('person_versions', 'person_id', attributes) }}

),

attribute_changes as (

    select
        'template:person:' || record_id as record_key,
        'template' as system,
        'person' as object,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from observed

)

select * from attribute_changes
