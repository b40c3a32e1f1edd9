with

form_submissions as (

    select * from {{ ref('stg_hubspot__form_submissions') }}

),

conversions as (

    select * from {{ ref('stg_hubspot__contact_conversions') }}

),

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

contacts_with_more_emails as (

    {{ list_entries('contacts', 'additional_emails') }}

),

emails_of_contacts as (

    select
        {{ folded('email') }} as email,
        contact_id,
        is_archived or _is_missing as is_deleted
    from contacts
    where email is not null
    union
    select
        {{ folded('entry_text') }} as email,
        contact_id,
        is_archived or _is_missing as is_deleted
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

),

submissions as (

    select
        form_submissions.submission_id,
        coalesce(
            split_part(form_submissions.contact_ids, ';', 1), contact_emails.contact_id
        ) as contact_id,
        form_submissions.form_type,
        form_submissions.form_name,
        form_submissions.source,
        form_submissions.campaign,
        form_submissions.submitted_at,
        form_submissions.submitted_has_time
    from form_submissions
    left join contact_emails
        on {{ folded('form_submissions.email') }} = contact_emails.email

),

-- what a contact keeps of its conversions is all there is where its submissions are not exported
contacts_with_submissions as (

    select distinct contact_id
    from submissions
    where contact_id is not null

),

forms as (

    select * from submissions
    union all
    select
        conversions.conversion_key as submission_id,
        conversions.contact_id,
        cast(null as varchar) as form_type,
        conversions.form_name,
        cast(null as varchar) as source,
        cast(null as varchar) as campaign,
        conversions.converted_at as submitted_at,
        conversions.converted_has_time as submitted_has_time
    from conversions
    left join contacts_with_submissions
        on conversions.contact_id = contacts_with_submissions.contact_id
    where contacts_with_submissions.contact_id is null

),

marketing_activities as (

    select
        -- keys
        'hubspot:form_submission:' || submission_id as activity_key,
        'hubspot:contact:' || contact_id as record_key,
        'hubspot' as system,
        'form_submission' as object,

        -- attributes
        form_type as activity_type,
        form_name as detail,
        source,
        campaign,

        -- flags
        false as is_automated,
        submitted_has_time as has_time,

        -- times
        submitted_at as occurred_at

    from forms

)

select * from marketing_activities
