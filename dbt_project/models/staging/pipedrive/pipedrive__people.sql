with

person_versions as (

    select * from {{ ref('stg_pipedrive__person_versions') }}

),

lead_versions as (

    select * from {{ ref('stg_pipedrive__lead_versions') }}

),

persons as (

    {{ newest_version('person_versions', 'person_id', 'modified_at', 'is_deleted') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at', '_is_ended') }}

),

first_known_of_persons as (

    {{ first_known('person_versions', 'person_id', ['source', 'campaign', 'country', 'segment']) }}

),

first_known_of_leads as (

    {{ first_known('lead_versions', 'lead_id', ['source', 'campaign', 'country', 'segment']) }}

),

people as (
{% for object, email, first_name, last_name, job_title, status in [
    ('person', 'persons.email', 'persons.first_name', 'persons.last_name', 'persons.job_title',
     'coalesce(persons.lead_status, persons.label)'),
    ('lead', "split_part(leads.emails, ';', 1)", none, none, none,
     'coalesce(leads.lead_status, leads.label, leads.status)'),
] %}
    select
        -- keys
        'pipedrive:{{ object }}:' || {{ object }}s.{{ object }}_id as record_key,
        'pipedrive' as system,
        '{{ object }}' as object,
        {{ object }}s.{{ object }}_id as record_id,

        -- attributes
        {{ email }} as email,
        {%- for name, told in [
            ('first_name', first_name), ('last_name', last_name), ('job_title', job_title)
        ] %}
        {{ told or 'cast(null as ' ~ dbt.type_string() ~ ')' }} as {{ name }},
        {%- endfor %}
        {{ object }}s.company_name,
        {{ object }}s.country,
        {{ object }}s.segment,
        'pipedrive:organization:' || {{ object }}s.organization_id as company_key,
        {{ pipedrive_user_key(object ~ 's.owner') }} as owner_key,
        first_known_of_{{ object }}s.first_source,
        first_known_of_{{ object }}s.first_campaign,
        first_known_of_{{ object }}s.first_country,
        first_known_of_{{ object }}s.first_segment,
        {{ object }}s.rejection_reason,
        {{ status }} as status,

        -- flags
        false as is_test,
        {{ object }}s._is_deleted or {{ object }}s._is_missing as is_deleted,
        {{ object }}s.created_has_time,

        -- times
        {{ object }}s.created_at,
        {{ object }}s.modified_at,
        {{ object }}s._missing_at as deleted_at

    from {{ object }}s
    left join first_known_of_{{ object }}s
        on {{ object }}s.{{ object }}_id = first_known_of_{{ object }}s.record_id
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from people
