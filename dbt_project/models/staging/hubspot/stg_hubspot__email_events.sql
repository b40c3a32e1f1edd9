with

landed_events as (

    {{ landed('hubspot', 'email_events') }}

),

-- exports may overlap: the same event stands in several
email_events as (

    select
        -- keys
        {{ stable_hash(['id', 'created']) }} as email_event_id,
        max(email_campaign_id) as email_campaign_id,

        -- attributes
        max(lower(recipient)) as email,
        max(type) as event_type,
        max(subject) as subject,

        -- flags
        max(case when filtered_event then 1 else 0 end) = 1 as is_automated,
        min(case when created_has_time then 1 else 0 end) = 1 as occurred_has_time,

        -- times
        created as occurred_at

    from landed_events
    group by id, created

)

select * from email_events
