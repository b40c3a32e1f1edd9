with

lead_versions as (

    select * from {{ ref('stg_marketo__lead_versions') }}

),

activity_versions as (

    select * from {{ ref('stg_marketo__activity_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

emails_listed as (
{% for column in ['email', 'additional_emails'] %}
    select
        lead_id,
        {{ column }} as emails
    from lead_versions

    union
{% endfor %}
    {%- for column in ['old_value', 'new_value'] %}
    select
        activity_versions.lead_id,
        activity_versions.{{ column }} as emails
    from activity_versions
    cross join settings
    where activity_versions.field = 'email' and activity_versions.occurred_at <= settings.as_of
    {{ 'union' if not loop.last }}
    {%- endfor %}

),

person_emails as (

    {{ list_entries('emails_listed', 'emails') }}

)

select
    'marketo:lead:' || lead_id as record_key,
    entry_text as email
from person_emails
