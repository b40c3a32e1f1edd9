with

person_versions as (

    select * from {{ ref('stg_pipedrive__person_versions') }}

),

lead_versions as (

    select * from {{ ref('stg_pipedrive__lead_versions') }}

),

emails_listed as (

    select
        'pipedrive:person:' || person_id as record_key,
        emails
    from person_versions
    union
    select
        'pipedrive:lead:' || lead_id as record_key,
        emails
    from lead_versions

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
