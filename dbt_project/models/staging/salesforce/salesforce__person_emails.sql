with

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_salesforce__contact_versions') }}

),

lead_histories as (

    select * from {{ ref('stg_salesforce__lead_histories') }}

),

contact_histories as (

    select * from {{ ref('stg_salesforce__contact_histories') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

emails_listed as (
{% for object in ['lead', 'contact'] %}
    {%- for column in ['email', 'additional_emails'] %}
    select
        'salesforce:{{ object }}:' || {{ object }}_id as record_key,
        {{ column }} as emails
    from {{ object }}_versions

    union
    {% endfor %}
{%- endfor %}
{%- for object in ['lead', 'contact'] %}
    {%- set is_last_object = loop.last %}
    {%- for column in ['old_value', 'new_value'] %}
    select
        'salesforce:{{ object }}:' || {{ object }}_histories.{{ object }}_id as record_key,
        {{ object }}_histories.{{ column }} as emails
    from {{ object }}_histories
    cross join settings
    where
        {{ object }}_histories.field = 'email'
        and {{ object }}_histories.changed_at <= settings.as_of
    {{ 'union' if not (is_last_object and loop.last) }}
    {%- endfor %}
{%- endfor %}

),

person_emails as (

    {{ list_entries('emails_listed', 'emails') }}

)

select
    record_key,
    entry_text as email
from person_emails
