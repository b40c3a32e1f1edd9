{%- set told_of = {
    'form_name': ['form_name', 'form', 'form_title'],
    'page': ['page_title', 'page', 'page_url', 'url', 'title', 'name'],
    'campaign': ['campaign', 'campaign_name', 'utm_campaign'],
    'source': ['source', 'utm_source'],
} -%}
with

landed_events as (

    {{ landed('brevo', 'event') }}

),

events as (

    select distinct
        -- keys
        {{ stable_hash(['event_name', 'contact_id', 'lower(email)', 'event_date', 'event_properties']) }}
            as event_id,
        contact_id,

        -- attributes
        lower(email) as email,
        event_name,
        {%- for name, keys in told_of.items() %}
        coalesce(
            {%- for key in keys %}
            {{ json_text('event_properties', key) }}{{ ',' if not loop.last }}
            {%- endfor %}
        ) as {{ name }},
        {%- endfor %}

        -- flags
        event_date_has_time as occurred_has_time,

        -- times
        event_date as occurred_at

    from landed_events

)

select * from events
