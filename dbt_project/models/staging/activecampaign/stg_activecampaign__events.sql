with

landed_events as (

    {{ landed('activecampaign', 'event') }}

),

-- exports may overlap: the same event stands in several
events as (

    select distinct
        -- keys
        {{ stable_hash([
            'id', 'lower(type)', 'event_name', 'contact_id', 'lower(email)', 'campaign_name', 'form', 'link',
            'value', 'occurred_at'
        ]) }} as event_id,
        contact_id,

        -- attributes
        lower(email) as email,
        lower(coalesce(event_name, type)) as event_type,
        coalesce(form, campaign_name, link, value) as asset,
        utm_source as source,
        utm_campaign as campaign,

        -- flags
        occurred_at_has_time as occurred_has_time,

        -- times
        occurred_at

    from landed_events

)

select * from events
