{#- by object: each attribute with the columns of the exports that tell it -#}
{%- set attributes = {
    'contacts': {
        'country': ['country'], 'segment': ['segment'], 'job_title': ['jobtitle'],
        'employees': ['numemployees'], 'company_name': ['company'], 'website': ['website'],
        'source': ['hs_analytics_source'],
        'campaign': [
            'hs_analytics_first_touch_converting_campaign', 'hs_analytics_source_data_1',
            'hs_analytics_source_data_2',
        ],
    },
    'companies': {
        'company_name': ['name'], 'website': ['website', 'domain'],
        'employees': ['numberofemployees'], 'segment': ['segment'],
    },
} -%}
{%- for object in attributes -%}
    {%- do attributes.update({object: with_custom_fields(attributes[object], 'hubspot', object)}) -%}
{%- endfor -%}
{#- the details of a source are a campaign's name or not: their history alone does not say -#}
{%- set kept_in_history = dict(attributes, contacts=dict(attributes['contacts'], campaign=[
    'hs_analytics_first_touch_converting_campaign',
])) -%}
with
{% for name in [
    'source_details', 'stg_hubspot__contact_versions', 'stg_hubspot__company_versions',
    'stg_hubspot__contact_property_histories', 'stg_hubspot__contact_property_versions',
    'stg_hubspot__company_property_histories', 'stg_hubspot__company_property_versions',
] %}
{{ name.removeprefix('stg_hubspot__') }} as (

    select * from {{ ref(name) }}

),
{% endfor %}
campaign_details as (

    select
        {{ folded('raw_source') }} as folded_source,
        min(campaign_detail) as campaign_detail
    from source_details
    where system = 'hubspot'
    group by {{ folded('raw_source') }}

),

contacts as (

    select
        contact_versions.*,
        coalesce(
            contact_versions.converting_campaign,
            case campaign_details.campaign_detail
                when 1 then contact_versions.source_detail_1
                when 2 then contact_versions.source_detail_2
            end
        ) as campaign
    from contact_versions
    left join campaign_details
        on {{ folded('contact_versions.source') }} = campaign_details.folded_source

),

property_changes as (
{% for object in ['contact', 'company'] %}
    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        property,
        old_value,
        value as new_value,
        changed_at,
        {%- if object == 'company' %}
        max(case when {{ names_column('property', 'hubspot', 'companies', ['website']) }} then value end)
            over (partition by company_id)
        {%- else %}
        cast(null as {{ dbt.type_string() }})
        {%- endif %} as website_ever
    from (
        {{ hubspot_property_changes(
            [object ~ '_property_histories', object ~ '_property_versions'], object ~ '_id'
        ) }}
    ) as {{ object }}_changes
    {{ 'union all' if not loop.last }}
{% endfor %}
),

-- a company's domain speaks where it never had a website
history_entries as (
{% for object, declared in [('contact', 'contacts'), ('company', 'companies')] %}
    {{ attribute_entries(
        'property_changes', 'record_id', 'property', 'hubspot', declared, kept_in_history[declared],
        said=object, kept="property_changes.object = '" ~ object ~ "' and (website_ever is null or not "
        ~ names_column('property', 'hubspot', 'companies', ['domain']) ~ ')'
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

history as (

    {{ attribute_history('history_entries') }}

),

contacts_observed as (

    {{ observed_attributes('contacts', 'contact_id', attributes['contacts']) }}

),

companies_observed as (

    {{ observed_attributes(
        'company_versions', 'company_id', attributes['companies'], {'website': 'coalesce(website, domain)'}
    ) }}

),

attribute_changes as (
{% for relation, object in [
    ('contacts_observed', "'contact'"), ('companies_observed', "'company'"), ('history', 'object'),
] %}
    select
        'hubspot:' || {{ object }} || ':' || record_id as record_key,
        'hubspot' as system,
        {{ object }} as object,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from {{ relation }}
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from attribute_changes
