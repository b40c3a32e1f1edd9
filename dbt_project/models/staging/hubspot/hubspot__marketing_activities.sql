with
{% for object in [
    'form_submissions', 'contact_conversions', 'email_events', 'email_campaigns', 'list_memberships',
    'lists', 'contact_versions',
] %}
{{ object }} as (

    select * from {{ ref('stg_hubspot__' ~ object) }}

),
{% endfor %}
person_emails as (

    select * from {{ ref('hubspot__person_emails') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at', 'is_archived') }}

),

contacts_of_emails as (

    {{ contacts_of_emails(
        'contacts', 'person_emails', 'hubspot:contact:',
        is_gone='contacts._is_deleted or contacts._is_missing'
    ) }}

),

submissions as (

    select
        form_submissions.*,
        coalesce(
            split_part(form_submissions.contact_ids, ';', 1), contacts_of_emails.contact_id
        ) as contact_id
    from form_submissions
    left join contacts_of_emails
        on {{ normalise_email('form_submissions.email') }} = contacts_of_emails.email

),

-- what a contact keeps of its conversions is all there is where its submissions are not exported
contacts_with_submissions as (

    select distinct contact_id
    from submissions
    where contact_id is not null

),

-- a mailing is what a mail was about, and no campaign that brought anybody
activities as (

    select
        'form_submission' as object,
        submission_id as activity_id,
        contact_id,
        form_type as activity_type,
        form_name as detail,
        source,
        campaign,
        false as is_automated,
        submitted_has_time as has_time,
        submitted_at as occurred_at
    from submissions

    union all

    select
        'form_submission' as object,
        contact_conversions.conversion_key as activity_id,
        contact_conversions.contact_id,
        cast(null as {{ dbt.type_string() }}) as activity_type,
        contact_conversions.form_name as detail,
        cast(null as {{ dbt.type_string() }}) as source,
        cast(null as {{ dbt.type_string() }}) as campaign,
        false as is_automated,
        contact_conversions.converted_has_time as has_time,
        contact_conversions.converted_at as occurred_at
    from contact_conversions
    left join contacts_with_submissions
        on contact_conversions.contact_id = contacts_with_submissions.contact_id
    where contacts_with_submissions.contact_id is null

    union all

    select
        'email_event' as object,
        email_events.email_event_id as activity_id,
        contacts_of_emails.contact_id,
        email_events.event_type as activity_type,
        coalesce(email_campaigns.mailing, email_events.subject, email_events.email_campaign_id) as detail,
        cast(null as {{ dbt.type_string() }}) as source,
        cast(null as {{ dbt.type_string() }}) as campaign,
        email_events.is_automated,
        email_events.occurred_has_time as has_time,
        email_events.occurred_at
    from email_events
    left join email_campaigns
        on email_events.email_campaign_id = email_campaigns.email_campaign_id
    left join contacts_of_emails
        on {{ normalise_email('email_events.email') }} = contacts_of_emails.email

    union all

    select
        'list_membership' as object,
        list_memberships.membership_id as activity_id,
        list_memberships.contact_id,
        'added' as activity_type,
        coalesce(lists.list_name, list_memberships.list_id) as detail,
        cast(null as {{ dbt.type_string() }}) as source,
        cast(null as {{ dbt.type_string() }}) as campaign,
        false as is_automated,
        list_memberships.added_has_time as has_time,
        list_memberships.added_at as occurred_at
    from list_memberships
    left join lists
        on list_memberships.list_id = lists.list_id

)

select
    -- keys
    'hubspot:' || object || ':' || activity_id as activity_key,
    'hubspot:contact:' || contact_id as record_key,
    'hubspot' as system,
    object,

    -- attributes
    activity_type,
    detail,
    detail as asset,
    source,
    campaign,

    -- flags
    is_automated,
    has_time,

    -- times
    occurred_at
from activities
