{#- by object: each attribute with the columns of the exports that tell it -#}
{%- set attributes = {
    'lead': {
        'country': ['country', 'country_code'], 'segment': ['segment'], 'job_title': ['title'],
        'employees': ['number_of_employees'], 'company_name': ['company'], 'website': ['website'],
        'source': ['lead_source'], 'campaign': ['campaign'],
    },
    'contact': {
        'country': ['mailing_country', 'mailing_country_code'], 'segment': ['segment'],
        'job_title': ['title'], 'company_name': ['account_name'], 'source': ['lead_source'],
        'campaign': ['campaign'],
    },
    'account': {
        'company_name': ['name'], 'website': ['website'], 'employees': ['number_of_employees'],
        'segment': ['segment'],
    },
} -%}
{%- for object in attributes -%}
    {%- do attributes.update({object: with_custom_fields(attributes[object], 'salesforce', object)}) -%}
{%- endfor -%}
with
{% for relation in [
    'lead_versions', 'contact_versions', 'account_versions', 'lead_histories', 'contact_histories',
    'account_histories', 'campaign_members', 'campaigns',
] %}
{{ relation }} as (

    select * from {{ ref('stg_salesforce__' ~ relation) }}

),
{% endfor %}
contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

history_entries as (
{% for object in attributes %}
    {{ attribute_entries(
        object ~ '_histories', object ~ '_id', 'field_name', 'salesforce', object, attributes[object]
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
        object ~ '_versions', object ~ '_id', attributes[object],
        {'company_name': 'account_name'} if object == 'account' else {'source': 'lead_source'}
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

-- a campaign brought the record that it was joined with, no later than on its day
campaigns_joined as (
{% for object in ['lead', 'contact'] %}
    select distinct
        'salesforce:{{ object }}:' || campaign_members.{{ object }}_id as record_key,
        coalesce(campaigns.campaign_name, campaign_members.campaign_id) as campaign,
        campaign_members.created_at
    from campaign_members
    inner join {{ object }}_versions as versions
        on campaign_members.{{ object }}_id = versions.{{ object }}_id
    left join campaigns
        on campaign_members.campaign_id = campaigns.campaign_id
    where cast(campaign_members.created_at as date) <= cast(versions.created_at as date)
    {{ 'union all' if not loop.last }}
{% endfor %}
),

attribute_changes as (

    select
        'salesforce:' || object || ':' || record_id as record_key,
        'salesforce' as system,
        object,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from changes_told

    union all

    select
        record_key,
        'salesforce' as system,
        'campaign_member' as object,
        'campaign' as attribute,
        cast(null as {{ dbt.type_string() }}) as old_value,
        campaign as new_value,
        'history' as evidence,
        false as is_first_seen,
        created_at as changed_at
    from campaigns_joined

    union all

    -- a contact's company is its account
    select
        'salesforce:contact:' || contacts.contact_id as record_key,
        'salesforce' as system,
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
