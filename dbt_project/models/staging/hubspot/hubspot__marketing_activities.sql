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

person_emails as (

    select * from {{ ref('hubspot__person_emails') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at', 'is_archived') }}

),

emails_normalised as (

    select
        contacts.contact_id,
        {{ normalise_email('person_emails.email') }} as email,
        {{ normalise_email('contacts.email') }} as current_email,
        contacts._is_deleted or contacts._is_missing as is_deleted
    from person_emails
    inner join contacts
        on person_emails.record_key = 'hubspot:contact:' || contacts.contact_id

),

-- a form is of the contact that has its e-mail now, else of one that had it, else of a deleted one
contacts_of_emails as (

    select
        contact_id,
        email,
        row_number() over (
            partition by email
            order by
                case when is_deleted then 3 when email = current_email then 1 else 2 end,
                contact_id
        ) as contact_rank
    from emails_normalised
    where email is not null

),

submissions as (

    select
        form_submissions.submission_id,
        coalesce(
            split_part(form_submissions.contact_ids, ';', 1), contacts_of_emails.contact_id
        ) as contact_id,
        form_submissions.form_type,
        form_submissions.form_name,
        form_submissions.source,
        form_submissions.campaign,
        form_submissions.submitted_at,
        form_submissions.submitted_has_time
    from form_submissions
    left join contacts_of_emails
        on {{ normalise_email('form_submissions.email') }} = contacts_of_emails.email
        and contacts_of_emails.contact_rank = 1

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
        form_name as asset,
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
