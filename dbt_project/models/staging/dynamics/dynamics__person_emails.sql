with

lead_versions as (

    select * from {{ ref('stg_dynamics__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_dynamics__contact_versions') }}

),

emails_listed as (

    select
        'dynamics:lead:' || lead_id as record_key,
        emails
    from lead_versions
    union
    select
        'dynamics:contact:' || contact_id as record_key,
        emails
    from contact_versions

),

emails_of_records as (

    {{ list_entries('emails_listed', 'emails') }}

),

person_emails as (

    select distinct
        record_key,
        entry_text as email
    from emails_of_records

)

select * from person_emails
