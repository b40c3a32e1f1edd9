with

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_salesforce__contact_versions') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

record_merges as (
{% for object in ['lead', 'contact'] %}
    select
        'salesforce:{{ object }}:' || {{ object }}_id as record_key,
        'salesforce:{{ object }}:' || master_{{ object }}_id as surviving_record_key
    from {{ object }}s
    where master_{{ object }}_id is not null
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from record_merges
