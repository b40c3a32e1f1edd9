with

contact_versions as (

    select * from {{ ref('stg_activecampaign__contact_versions') }}

),

person_emails as (

    select * from {{ ref('activecampaign__person_emails') }}

),

events as (

    select * from {{ ref('stg_activecampaign__events') }}

),

contact_automations as (

    select * from {{ ref('stg_activecampaign__contact_automations') }}

),

automations as (

    select * from {{ ref('stg_activecampaign__automations') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

contacts_of_emails as (

    {{ contacts_of_emails('contacts', 'person_emails', 'activecampaign:contact:') }}

),

marketing_activities as (

    select
        -- keys
        'activecampaign:event:' || events.event_id as activity_key,
        'activecampaign:contact:' || coalesce(events.contact_id, contacts_of_emails.contact_id)
            as record_key,
        'activecampaign' as system,
        'event' as object,

        -- attributes
        events.event_type as activity_type,
        events.asset as detail,
        events.asset,
        events.source,
        events.campaign,

        -- flags
        false as is_automated,
        events.occurred_has_time as has_time,

        -- times
        events.occurred_at

    from events
    left join contacts_of_emails
        on {{ normalise_email('events.email') }} = contacts_of_emails.email

    union all

    select
        -- keys
        'activecampaign:automation:' || contact_automations.contact_automation_row_id as activity_key,
        'activecampaign:contact:' || contact_automations.contact_id as record_key,
        'activecampaign' as system,
        'automation' as object,

        -- attributes
        'entered' as activity_type,
        automations.automation_name as detail,
        automations.automation_name as asset,
        cast(null as {{ dbt.type_string() }}) as source,
        cast(null as {{ dbt.type_string() }}) as campaign,

        -- flags
        true as is_automated,
        contact_automations.added_has_time as has_time,

        -- times
        contact_automations.added_at as occurred_at

    from contact_automations
    left join automations
        on contact_automations.automation_id = automations.automation_id

)

select * from marketing_activities
