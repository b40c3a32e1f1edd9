{%- set objects = ['lead', 'contact'] -%}
with
{% for object in objects %}
{{ object }}_versions as (

    select * from {{ ref('stg_zoho__' ~ object ~ '_versions') }}

),
{% endfor %}
timeline_changes as (

    select * from {{ ref('stg_zoho__timeline_changes') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

emails_shown as (
{% for object in objects %}
    {%- for column in ['email', 'secondary_email'] %}
    select
        'zoho:{{ object }}:' || {{ object }}_id as record_key,
        {{ column }} as email
    from {{ object }}_versions

    union
    {% endfor %}
    {%- for column in ['old_value', 'new_value'] %}
    select
        'zoho:{{ object }}:' || {{ object }}_versions.{{ object }}_id as record_key,
        timeline_changes.{{ column }} as email
    from timeline_changes
    cross join settings
    inner join {{ object }}_versions
        on timeline_changes.record_id = {{ object }}_versions.{{ object }}_id
    where
        {{ names_column('timeline_changes.field', 'zoho', object ~ 's', ['email', 'secondary_email']) }}
        and timeline_changes.changed_at <= settings.as_of
    {{ 'union' if not loop.last }}
    {%- endfor %}
    {{ 'union' if not loop.last }}
{% endfor %}
),

person_emails as (

    select * from emails_shown
    where email is not null

)

select * from person_emails
