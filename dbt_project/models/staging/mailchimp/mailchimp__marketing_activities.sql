with
{% for relation in ['member_versions', 'activities', 'events', 'campaigns'] %}
{{ relation }} as (

    select * from {{ ref('stg_mailchimp__' ~ relation) }}

),
{% endfor %}
members as (

    {{ newest_version('member_versions', 'member_id', 'modified_at') }}

),

members_of_hashes as (

    {{ mailchimp_members_of('members', 'member_versions') }}

),

-- a mailing is what a mail was about, and no campaign that brought anybody
activities_told as (

    select
        'activity' as object,
        activities.activity_id,
        activities.email_hash,
        activities.activity_type,
        coalesce(activities.campaign_title, campaigns.campaign_title, activities.url) as asset,
        cast(null as {{ dbt.type_string() }}) as source,
        cast(null as {{ dbt.type_string() }}) as campaign,
        activities.occurred_has_time as has_time,
        activities.occurred_at
    from activities
    left join campaigns
        on activities.campaign_id = campaigns.campaign_id

    union all

    select
        'event' as object,
        event_id as activity_id,
        email_hash,
        event_name as activity_type,
        coalesce(form_name, page, campaign) as asset,
        source,
        campaign,
        occurred_has_time as has_time,
        occurred_at
    from events

    union all

    select
        'member' as object,
        member_id as activity_id,
        email_hash,
        'unsubscribed' as activity_type,
        unsubscribed_from as asset,
        cast(null as {{ dbt.type_string() }}) as source,
        cast(null as {{ dbt.type_string() }}) as campaign,
        unsubscribed_has_time as has_time,
        unsubscribed_at as occurred_at
    from members
    where unsubscribed_at is not null

),

marketing_activities as (

    select
        -- keys
        'mailchimp:' || activities_told.object || ':' || activities_told.activity_id as activity_key,
        'mailchimp:member:' || members_of_hashes.member_id as record_key,
        'mailchimp' as system,
        activities_told.object,

        -- attributes
        activities_told.activity_type,
        activities_told.asset as detail,
        activities_told.asset,
        activities_told.source,
        activities_told.campaign,

        -- flags
        false as is_automated,
        activities_told.has_time,

        -- times
        activities_told.occurred_at

    from activities_told
    left join members_of_hashes
        on activities_told.email_hash = members_of_hashes.email_hash

)

select * from marketing_activities
