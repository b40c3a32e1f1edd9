{#- by object: each attribute with the columns of the exports that tell it -#}
{%- set attributes = {
    'lead': {
        'country': ['country'], 'segment': ['segment'], 'job_title': ['job_title'],
        'employees': ['employees'], 'company_name': ['company_name'], 'website': ['website'],
        'source': ['lead_source', 'lead_source_code'], 'campaign': ['campaign_name', 'campaign_id'],
    },
    'contact': {
        'country': ['country'], 'segment': ['segment'], 'job_title': ['job_title'],
        'company_name': ['account_name'], 'source': ['lead_source', 'lead_source_code'],
        'campaign': ['campaign_name'],
    },
    'account': {
        'company_name': ['account_name'], 'website': ['website'], 'employees': ['employees'],
        'segment': ['segment'],
    },
} -%}
{%- for object in attributes -%}
    {%- do attributes.update({object: with_custom_fields(attributes[object], 'dynamics', object)}) -%}
{%- endfor -%}
with
{% for relation in [
    'lead_versions', 'contact_versions', 'account_versions', 'audit_changes', 'campaigns', 'option_labels',
] %}
{{ relation }} as (

    select * from {{ ref('stg_dynamics__' ~ relation) }}

),
{% endfor %}
{% for object in ['lead', 'contact'] %}
{{ object }}s_labelled as (

    {{ dynamics_labelled(object ~ '_versions', object, {'lead_source': 'leadsourcecode'}) }}

),
{% endfor %}
accounts_labelled as (

    select * from account_versions

),
{% for object in attributes %}
{{ object }}_changes as (

    {{ dynamics_changes(object) }}

),
{% endfor %}
history_entries as (
{% for object in attributes %}
    {{ attribute_entries(
        object ~ '_changes', 'record_id', 'field_name', 'dynamics', object, attributes[object]
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

history as (

    {{ attribute_history('history_entries') }}

),
{% for object in attributes %}
{{ object }}s_observed as (

    {{ observed_attributes(
        object ~ 's_labelled', object ~ '_id', attributes[object],
        {'source': 'lead_source_shown'} if object == 'lead'
        else {'source': 'lead_source_shown', 'company_name': 'account_name'} if object == 'contact'
        else {'company_name': 'account_name'}
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

-- a campaign may be told by its id
attribute_changes as (

    select
        'dynamics:' || changes_told.object || ':' || changes_told.record_id as record_key,
        'dynamics' as system,
        changes_told.object,
        changes_told.attribute,
        coalesce(campaigns_before.campaign_name, changes_told.old_value) as old_value,
        coalesce(campaigns.campaign_name, changes_told.new_value) as new_value,
        changes_told.evidence,
        changes_told.is_first_seen,
        changes_told.changed_at
    from changes_told
    left join campaigns
        on changes_told.attribute = 'campaign'
        and {{ dynamics_id('changes_told.new_value') }} = campaigns.campaign_id
    left join campaigns as campaigns_before
        on changes_told.attribute = 'campaign'
        and {{ dynamics_id('changes_told.old_value') }} = campaigns_before.campaign_id

)

select * from attribute_changes
