with

contacts as (

    select * from {{ ref('stg_hubspot__contacts') }}

),

contacts_with_more_emails as (

    {{ list_entries('contacts', 'additional_emails') }}

),

emails_of_contacts as (

    select
        {{ folded('email') }} as email,
        contact_id,
        is_deleted
    from contacts
    where email is not null
    union
    select
        {{ folded('entry_text') }} as email,
        contact_id,
        is_deleted
    from contacts_with_more_emails

),

-- HubSpot keeps an e-mail on one contact; a deleted one may still hold it
contact_emails as (

    select
        email,
        coalesce(
            max(case when not is_deleted then contact_id end), max(contact_id)
        ) as contact_id
    from emails_of_contacts
    group by email

)

select * from contact_emails
