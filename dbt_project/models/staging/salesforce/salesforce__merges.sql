with

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

merges as (
{% for object in ['lead', 'contact'] %}
    select
        'salesforce:{{ object }}:' || {{ object }}_id as record_key,
        'salesforce:{{ object }}:' || master_{{ object }}_id as surviving_record_key,
        cast(null as timestamp) as merged_at
    from {{ object }}s
    where master_{{ object }}_id is not null
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from merges
