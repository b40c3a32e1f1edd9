with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

contact_property_histories as (

    select * from {{ ref('stg_hubspot__contact_property_histories') }}

),

contact_property_versions as (

    select * from {{ ref('stg_hubspot__contact_property_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

emails_listed as (
{% for column in ['email', 'additional_emails'] %}
    select
        contact_id,
        {{ column }} as emails
    from contact_versions

    union
{% endfor %}
    {%- for relation in ['contact_property_histories', 'contact_property_versions'] %}
    select
        {{ relation }}.contact_id,
        {{ id_list(relation ~ '.value') }} as emails
    from {{ relation }}
    cross join settings
    where
        {{ names_column(
            relation ~ '.property', 'hubspot', 'contacts', ['email', 'hs_additional_emails']
        ) }}
        and {{ relation }}.changed_at <= settings.as_of
    {{ 'union' if not loop.last }}
    {%- endfor %}

),

person_emails as (

    {{ list_entries('emails_listed', 'emails') }}

)

select
    'hubspot:contact:' || contact_id as record_key,
    entry_text as email
from person_emails
