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
    {%- for column in ['old_value', 'new_value'] %}
    select
        'salesforce:lead:' || lead_histories.lead_id as record_key,
        lead_histories.{{ column }} as emails
    from lead_histories
    cross join settings
    where lead_histories.field = 'email' and lead_histories.changed_at <= settings.as_of
    {{ 'union' if not loop.last }}
    {%- endfor %}

),

person_emails as (

    {{ list_entries('emails_listed', 'emails') }}

)

select
    record_key,
    entry_text as email
from person_emails
