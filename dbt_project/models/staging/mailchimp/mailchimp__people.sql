with

member_versions as (

    select * from {{ ref('stg_mailchimp__member_versions') }}

),

members as (

    {{ newest_version('member_versions', 'member_id', 'modified_at', 'is_deleted') }}

),

first_known_of_members as (

    {{ first_known('member_versions', 'member_id', ['source', 'campaign', 'country', 'segment']) }}

),

people as (

    select
        -- keys
        'mailchimp:member:' || members.member_id as record_key,
        'mailchimp' as system,
        'member' as object,
        members.member_id as record_id,

        -- attributes
        members.email,
        members.first_name,
        members.last_name,
        members.job_title,
        members.company_name,
        members.website,
        members.country,
        members.segment,
        members.employees,
        first_known_of_members.first_source,
        first_known_of_members.first_campaign,
        first_known_of_members.first_country,
        first_known_of_members.first_segment,
        members.rejection_reason,
        coalesce(members.lead_status, members.audience_status) as status,

        -- flags
        false as is_test,
        members._is_deleted or members._is_missing as is_deleted,
        members.created_has_time,

        -- times
        members.created_at,
        members.modified_at,
        members._missing_at as deleted_at

    from members
    left join first_known_of_members
        on members.member_id = first_known_of_members.record_id

)

select * from people
