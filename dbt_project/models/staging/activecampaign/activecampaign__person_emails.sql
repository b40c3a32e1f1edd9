with

contact_versions as (

    select * from {{ ref('stg_activecampaign__contact_versions') }}

),

person_emails as (

    select distinct
        'activecampaign:contact:' || contact_id as record_key,
        email
    from contact_versions
    where email is not null

)

select * from person_emails
