with

contact_versions as (

    select * from {{ ref('stg_brevo__contact_versions') }}

),

mail_events as (

    select * from {{ ref('stg_brevo__mail_events') }}

),

lists as (

    select * from {{ ref('stg_brevo__lists') }}

),

events as (

    select * from {{ ref('stg_brevo__events') }}

),

person_emails as (

    select * from {{ ref('brevo__person_emails') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

contacts_of_emails as (

    {{ contacts_of_emails('contacts', 'person_emails', 'brevo:contact:') }}

),

-- a mailing is what a mail was about, and no campaign that brought anybody
activities as (

    select
        'mail_event' as object,
        mail_events.mail_event_id as activity_id,
        mail_events.contact_id,
        mail_events.email,
        mail_events.event_type as activity_type,
        coalesce(lists.list_name, mail_events.mailing) as detail,
        coalesce(lists.list_name, mail_events.mailing) as asset,
        cast(null as {{ dbt.type_string() }}) as source,
        cast(null as {{ dbt.type_string() }}) as campaign,
        coalesce({{ regex_matches('mail_events.event_type', 'proxy') }}, false) as is_automated,
        mail_events.occurred_has_time as has_time,
        mail_events.occurred_at
    from mail_events
    left join lists
        on mail_events.list_ids = lists.list_id

    union all

    select
        'event' as object,
        event_id as activity_id,
        contact_id,
        email,
        event_name as activity_type,
        coalesce(form_name, page, campaign) as detail,
        coalesce(form_name, page, campaign) as asset,
        source,
        campaign,
        false as is_automated,
        occurred_has_time as has_time,
        occurred_at
    from events

),

marketing_activities as (

    select
        -- keys
        'brevo:' || activities.object || ':' || activities.activity_id as activity_key,
        'brevo:contact:' || coalesce(activities.contact_id, contacts_of_emails.contact_id)
            as record_key,
        'brevo' as system,
        activities.object,

        -- attributes
        activities.activity_type,
        activities.detail,
        activities.asset,
        activities.source,
        activities.campaign,

        -- flags
        activities.is_automated,
        activities.has_time,

        -- times
        activities.occurred_at

    from activities
    left join contacts_of_emails
        on {{ normalise_email('activities.email') }} = contacts_of_emails.email

)

select * from marketing_activities
