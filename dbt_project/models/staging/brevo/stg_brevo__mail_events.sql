with

landed_mail_events as (

    {{ landed('brevo', 'mail_event') }}

),

-- exports of a week overlap: the same event stands in several
mail_events as (

    select distinct
        -- keys
        {{ stable_hash([
            'lower(event)', 'contact_id', 'lower(email)', 'campaign_id', 'campaign_name', 'subject',
            'list_ids', 'coalesce(event_at, event_date)'
        ]) }} as mail_event_id,
        contact_id,
        {{ id_list('list_ids') }} as list_ids,

        -- attributes
        lower(email) as email,
        lower(event) as event_type,
        coalesce(campaign_name, subject) as mailing,

        -- flags
        coalesce(event_at_has_time, event_date_has_time) as occurred_has_time,

        -- times
        coalesce(event_at, event_date) as occurred_at

    from landed_mail_events

)

select * from mail_events
where occurred_at is not null
