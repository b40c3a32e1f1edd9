{#- by object: each attribute with the columns of the exports that tell it -#}
{%- set attributes = {
    'persons': {
        'country': ['country'], 'segment': ['segment'], 'job_title': ['job_title'],
        'company_name': ['org_name'], 'source': ['source'], 'campaign': ['campaign'],
    },
    'leads': {
        'country': ['country'], 'segment': ['segment'], 'company_name': ['organization_name'],
        'source': ['source', 'source_channel', 'source_origin'], 'campaign': ['campaign'],
    },
    'organizations': {
        'company_name': ['name'], 'website': ['website'], 'employees': ['employee_count'],
        'segment': ['segment'],
    },
} -%}
{%- for object in attributes -%}
    {%- do attributes.update({object: with_custom_fields(attributes[object], 'pipedrive', object)}) -%}
{%- endfor -%}
with
{% for relation in [
    'person_versions', 'lead_versions', 'organization_versions', 'person_changes', 'lead_changes',
] %}
{{ relation }} as (

    select * from {{ ref('stg_pipedrive__' ~ relation) }}

),
{% endfor %}
history_entries as (
{% for object in ['person', 'lead'] %}
    {{ attribute_entries(
        object ~ '_changes', object ~ '_id', 'field_key', 'pipedrive', object ~ 's',
        attributes[object ~ 's'], said=object
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

history as (

    {{ attribute_history('history_entries') }}

),
{% for object in ['person', 'lead', 'organization'] %}
{{ object }}s_observed as (

    {{ observed_attributes(
        object ~ '_versions', object ~ '_id', attributes[object ~ 's'],
        {'company_name': 'organization_name'} if object == 'organization' else {}
    ) }}

),
{% endfor %}
attribute_changes as (
{% for object in ['person', 'lead', 'organization', none] %}
    select
        'pipedrive:' || {{ "'" ~ object ~ "'" if object else 'object' }} || ':' || record_id as record_key,
        'pipedrive' as system,
        {{ "'" ~ object ~ "' as object" if object else 'object' }},
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from {{ object ~ 's_observed' if object else 'history' }}
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from attribute_changes
