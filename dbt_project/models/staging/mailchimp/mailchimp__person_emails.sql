with

member_versions as (

    select * from {{ ref('stg_mailchimp__member_versions') }}

),

person_emails as (

    select distinct
        'mailchimp:member:' || member_id as record_key,
        email
    from member_versions
    where email is not null

)

select * from person_emails
