with

landed_email_campaigns as (

    {{ landed('hubspot', 'email_campaigns') }}

),

email_campaigns as (

    select
        -- keys
        id as email_campaign_id,

        -- attributes
        coalesce(name, subject) as mailing,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_email_campaigns

),

newest_email_campaigns as (

    {{ newest_version('email_campaigns', 'email_campaign_id') }}

)

select * from newest_email_campaigns
