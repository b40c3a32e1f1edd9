{#- by object: each attribute with the columns of the exports that tell it -#}
{%- set attributes = {
    'leads': {
        'country': ['country'], 'segment': ['segment'], 'job_title': ['title'],
        'employees': ['employee_count'], 'company_name': ['company'], 'website': ['website'],
        'source': ['lead_source'], 'campaign': ['campaign'],
    },
    'contacts': {
        'country': ['country'], 'segment': ['segment'], 'job_title': ['title'],
        'company_name': ['account'], 'source': ['lead_source'], 'campaign': ['campaign'],
    },
    'accounts': {
        'company_name': ['account_name'], 'website': ['website'], 'employees': ['employee_count'],
        'segment': ['segment'],
    },
} -%}
{%- for object in attributes -%}
    {%- do attributes.update({object: with_custom_fields(attributes[object], 'zoho', object)}) -%}
{%- endfor -%}
with
{% for relation in ['lead_versions', 'contact_versions', 'account_versions', 'timeline_changes'] %}
{{ relation }} as (

    select * from {{ ref('stg_zoho__' ~ relation) }}

),
{% endfor %}
contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),
{% for object in ['lead', 'contact', 'account'] %}
{{ object }}_changes as (

    select timeline_changes.*
    from timeline_changes
    inner join (select distinct {{ object }}_id from {{ object }}_versions) as known
        on timeline_changes.record_id = known.{{ object }}_id

),
{% endfor %}
history_entries as (
{% for object in ['lead', 'contact', 'account'] %}
    {{ attribute_entries(
        object ~ '_changes', 'record_id', 'field', 'zoho', object ~ 's', attributes[object ~ 's'],
        said=object
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

history as (

    {{ attribute_history('history_entries') }}

),
{% for object in ['lead', 'contact', 'account'] %}
{{ object }}s_observed as (

    {{ observed_attributes(
        object ~ '_versions', object ~ '_id', attributes[object ~ 's'],
        {'company_name': 'account_name'} if object == 'account' else {}
    ) }}

),
{% endfor %}
changes_told as (
{% for object in ['lead', 'contact', 'account', none] %}
    select
        {{ "'" ~ object ~ "' as object" if object else 'object' }},
        record_id,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from {{ object ~ 's_observed' if object else 'history' }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

attribute_changes as (

    select
        'zoho:' || object || ':' || record_id as record_key,
        'zoho' as system,
        object,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from changes_told

    union all

    -- a contact's company is its account
    select
        'zoho:contact:' || contacts.contact_id as record_key,
        'zoho' as system,
        'account' as object,
        changes_told.attribute,
        changes_told.old_value,
        changes_told.new_value,
        changes_told.evidence,
        changes_told.is_first_seen,
        changes_told.changed_at
    from changes_told
    inner join contacts
        on changes_told.record_id = contacts.account_id
    where
        changes_told.object = 'account'
        and changes_told.attribute not in ('modified_at', 'segment')

)

select * from attribute_changes
