with

contact_versions as (

    select * from {{ ref('stg_eloqua__contact_versions') }}

),

activities as (

    select * from {{ ref('stg_eloqua__activities') }}

),

campaigns as (

    select * from {{ ref('stg_eloqua__campaigns') }}

),

person_emails as (

    select * from {{ ref('eloqua__person_emails') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

contacts_of_emails as (

    {{ contacts_of_emails('contacts', 'person_emails', 'eloqua:contact:') }}

),

marketing_activities as (

    select
        -- keys
        'eloqua:activity:' || activities.activity_id as activity_key,
        'eloqua:contact:' || coalesce(activities.contact_id, contacts_of_emails.contact_id)
            as record_key,
        'eloqua' as system,
        'activity' as object,

        -- attributes
        activities.activity_type,
        activities.asset_type as detail,
        activities.asset,
        coalesce(activities.campaign_name, campaigns.campaign_name, activities.campaign_id) as campaign,

        -- flags
        activities.is_automated,
        activities.occurred_has_time as has_time,

        -- times
        activities.occurred_at

    from activities
    left join contacts_of_emails
        on {{ normalise_email('activities.email') }} = contacts_of_emails.email
    left join campaigns
        on activities.campaign_id = campaigns.campaign_id
    -- a visitor whom the tool does not know yet is nobody's record
    where activities.contact_id is not null or activities.email is not null

)

select * from marketing_activities
