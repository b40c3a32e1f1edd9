with

landed_members as (

    {{ landed('mailchimp', 'member') }}

),

member_versions as (

    select
        -- keys: an e-mail that stands for an id names nobody in what is published
        {{ landed_row_key() }} as version_key,
        case when leid like '%@%' then {{ stable_hash(['lower(leid)']) }} else leid end as member_id,
        md5(lower(trim(email))) as email_hash,
        {{ dynamics_id('dynamics_id') }} as dynamics_id,
        {{ salesforce_id_18('salesforce_id') }} as salesforce_id,
        hubspot_id,
        pipedrive_id,

        -- attributes: each of the three files of an audience says by its columns which it is
        email,
        first_name,
        last_name,
        job_title,
        company as company_name,
        website,
        country,
        segment,
        employees,
        lead_source as source,
        campaign,
        lead_status,
        rejection_reason,
        {{ mailchimp_tags('tags') }} as tags,
        coalesce(
            lower(status),
            case
                when unsubscribed_at is not null then 'unsubscribed'
                when cleaned_at is not null then 'cleaned'
                else 'subscribed'
            end
        ) as audience_status,
        unsubscribed_from,
        {{- custom_columns('mailchimp', 'member') }}

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        mql_date as mql_at,
        mql_date_has_time as mql_has_time,
        unsubscribed_at,
        unsubscribed_at_has_time as unsubscribed_has_time,
        coalesce(opted_in_at, confirmed_at) as created_at,
        coalesce(opted_in_at_has_time, confirmed_at_has_time) as created_has_time,
        last_changed as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_members

)

select * from member_versions
