with

form_submissions as (

    select * from {{ ref('stg_hubspot__form_submissions') }}

),

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

contacts as (

    select * from {{ ref('stg_hubspot__contacts') }}

),

contacts_with_more_emails as (

    {{ list_entries('contacts', 'additional_emails') }}

),

emails_of_contacts as (

    select
        {{ folded('email') }} as email,
        contact_id
    from contacts
    where email is not null
    union
    select
        {{ folded('entry_text') }} as email,
        contact_id
    from contacts_with_more_emails

),

contacts_by_email as (

    select
        email,
        min(contact_id) as contact_id
    from emails_of_contacts
    group by email

),

submissions as (

    select
        form_submissions.submission_id,
        coalesce(
            split_part(form_submissions.contact_ids, ';', 1), contacts_by_email.contact_id
        ) as contact_id,
        form_submissions.form_type,
        form_submissions.form_name,
        form_submissions.source,
        form_submissions.campaign,
        form_submissions.submitted_at,
        form_submissions.submitted_has_time
    from form_submissions
    left join contacts_by_email
        on {{ folded('form_submissions.email') }} = contacts_by_email.email

),

-- a contact keeps its first and its last conversion: all there is where submissions are not exported
conversions as (

    select
        contact_id,
        first_conversion as form_name,
        first_converted_at as submitted_at,
        first_converted_has_time as submitted_has_time
    from contact_versions
    where first_converted_at is not null
    union
    select
        contact_id,
        recent_conversion as form_name,
        recently_converted_at as submitted_at,
        recently_converted_has_time as submitted_has_time
    from contact_versions
    where recently_converted_at is not null

),

contacts_with_submissions as (

    select distinct contact_id
    from submissions
    where contact_id is not null

),

conversions_alone as (

    select
        {{ stable_hash(['conversions.contact_id', 'conversions.submitted_at']) }} as submission_id,
        conversions.contact_id,
        max(conversions.form_name) as form_name,
        conversions.submitted_at,
        conversions.submitted_has_time
    from conversions
    left join contacts_with_submissions
        on conversions.contact_id = contacts_with_submissions.contact_id
    where contacts_with_submissions.contact_id is null
    group by
        conversions.contact_id,
        conversions.submitted_at,
        conversions.submitted_has_time

),

forms as (

    select * from submissions
    union all
    select
        submission_id,
        contact_id,
        cast(null as varchar) as form_type,
        form_name,
        cast(null as varchar) as source,
        cast(null as varchar) as campaign,
        submitted_at,
        submitted_has_time
    from conversions_alone

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
