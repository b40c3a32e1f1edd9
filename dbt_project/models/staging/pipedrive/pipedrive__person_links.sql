with

person_versions as (

    select * from {{ ref('stg_pipedrive__person_versions') }}

),

lead_versions as (

    select * from {{ ref('stg_pipedrive__lead_versions') }}

),

persons as (

    {{ newest_version('person_versions', 'person_id', 'modified_at') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

person_links as (

    -- a lead is of its contact person
    select
        'pipedrive:lead:' || lead_id as record_key,
        'pipedrive:person:' || person_id as linked_record_key,
        'stored_id' as link_kind
    from leads
    where person_id is not null
{% for stored_id, linked in [('hubspot_id', 'hubspot:contact:'), ('brevo_id', 'brevo:contact:')] %}
    union all

    select
        'pipedrive:person:' || person_id as record_key,
        '{{ linked }}' || trim({{ stored_id }}) as linked_record_key,
        'stored_id' as link_kind
    from persons
    where trim({{ stored_id }}) <> ''
{% endfor %}
)

select * from person_links
