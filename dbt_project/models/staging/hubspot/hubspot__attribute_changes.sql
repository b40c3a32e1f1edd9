{#- by object: each attribute with the columns of the exports that tell it -#}
{%- set attributes = {
    'contacts': {
        'country': ['country'],
        'segment': ['segment'],
        'job_title': ['jobtitle'],
        'employees': ['numemployees'],
        'company_name': ['company'],
        'website': ['website'],
        'source': ['hs_analytics_source'],
        'campaign': [
            'hs_analytics_first_touch_converting_campaign', 'hs_analytics_source_data_1',
            'hs_analytics_source_data_2',
        ],
    },
    'companies': {
        'company_name': ['name'],
        'website': ['website', 'domain'],
        'employees': ['numberofemployees'],
        'segment': ['segment'],
    },
} -%}
{%- for object in attributes -%}
    {%- do attributes.update({object: with_custom_fields(attributes[object], 'hubspot', object)}) -%}
{%- endfor -%}
{#- the details of a source are a campaign's name or not: their history alone does not say -#}
{%- set kept_in_history = dict(attributes['contacts'], campaign=[
    'hs_analytics_first_touch_converting_campaign',
]) -%}
with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

company_versions as (

    select * from {{ ref('stg_hubspot__company_versions') }}

),

contact_property_histories as (

    select * from {{ ref('stg_hubspot__contact_property_histories') }}

),

contact_property_versions as (

    select * from {{ ref('stg_hubspot__contact_property_versions') }}

),

source_details as (

    select * from {{ ref('source_details') }}

),

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

    {{ hubspot_property_changes(
        'contact_property_histories', 'contact_property_versions', 'contact_id'
    ) }}

),

history_entries as (

    select
        'contact' as object,
        contact_id as record_id,
        {{ attribute_named('property', 'hubspot', 'contacts', kept_in_history) }} as attribute,
        old_value,
        value as new_value,
        changed_at
    from property_changes

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
    ('contacts_observed', 'contact'), ('companies_observed', 'company'), ('history', 'contact'),
] %}
    select
        'hubspot:{{ object }}:' || record_id as record_key,
        'hubspot' as system,
        '{{ object }}' as object,
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
