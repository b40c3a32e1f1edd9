with

lead_versions as (

    select * from {{ ref('stg_dynamics__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_dynamics__contact_versions') }}

),

record_merges as (
{% for object in ['lead', 'contact'] %}
    select distinct
        'dynamics:{{ object }}:' || {{ object }}_id as record_key,
        'dynamics:{{ object }}:' || master_id as surviving_record_key
    from {{ object }}_versions
    where master_id is not null
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from record_merges
