{#- each attribute with the columns of the exports that tell it -#}
{%- set attributes = {
    'country': ['country'],
    'segment': ['segment'],
    'job_title': ['job_title'],
    'employees': ['employees'],
    'company_name': ['company'],
    'website': ['website'],
    'source': ['source'],
    'campaign': ['campaign', 'campaign_id'],
} -%}
{%- set attributes = with_custom_fields(attributes, 'pardot', 'prospect') -%}
with

prospect_versions as (

    select * from {{ ref('stg_pardot__prospect_versions') }}

),

campaigns as (

    select * from {{ ref('stg_pardot__campaigns') }}

),

prospects as (

    select
        prospect_versions.*,
        coalesce(
            prospect_versions.campaign, campaigns.campaign_name, prospect_versions.campaign_id
        ) as campaign_told
    from prospect_versions
    left join campaigns
        on prospect_versions.campaign_id = campaigns.campaign_id

),

observed as (

    {{ observed_attributes('prospects', 'prospect_id', attributes, {'campaign': 'campaign_told'}) }}

),

attribute_changes as (

    select
        'pardot:prospect:' || record_id as record_key,
        'pardot' as system,
        'prospect' as object,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from observed

)

select * from attribute_changes
