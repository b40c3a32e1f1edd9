with

person_versions as (

    select * from {{ ref('stg_template__people') }}

),

emails_listed as (

    select
        person_id,
        email as emails
    from person_versions

    union

    select
        person_id,
        additional_emails as emails
    from person_versions

),

person_emails as (

    {{ list_entries('emails_listed', 'emails') }}

)

select
    'template:person:' || person_id as record_key,
    entry_text as email
from person_emails
