with

prospect_versions as (

    select * from {{ ref('stg_pardot__prospect_versions') }}

),

emails_listed as (
{% for column in ['email', 'additional_emails'] %}
    select
        prospect_id,
        {{ column }} as emails
    from prospect_versions
    {{ 'union' if not loop.last }}
{% endfor %}
),

person_emails as (

    {{ list_entries('emails_listed', 'emails') }}

)

select
    'pardot:prospect:' || prospect_id as record_key,
    entry_text as email
from person_emails
