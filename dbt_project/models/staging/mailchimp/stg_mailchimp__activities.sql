with

landed_activities as (

    {{ landed('mailchimp', 'activity') }}

),

-- reports of the same mailing overlap: the same opening stands in several
activities as (

    select distinct
        -- keys
        {{ stable_hash([
            'lower(action)', 'lower(email)', 'email_hash', 'campaign_id', 'campaign_title', 'url',
            'occurred_at'
        ]) }} as activity_id,
        coalesce(md5(lower(trim(email))), lower(email_hash)) as email_hash,
        campaign_id,

        -- attributes
        coalesce(lower(action), case when url is not null then 'click' else 'open' end) as activity_type,
        campaign_title,
        url,

        -- flags
        occurred_at_has_time as occurred_has_time,

        -- times
        occurred_at

    from landed_activities

)

select * from activities
