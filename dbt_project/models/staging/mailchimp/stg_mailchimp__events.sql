{%- set told_of = {
    'form_name': ['form_name', 'form', 'form_title'],
    'page': ['page_title', 'page', 'page_url', 'url', 'title'],
    'campaign': ['campaign', 'campaign_name', 'utm_campaign'],
    'source': ['source', 'utm_source'],
} -%}
with

landed_events as (

    {{ landed('mailchimp', 'event') }}

),

events as (

    select distinct
        -- keys
        {{ stable_hash(['event_name', 'lower(email)', 'email_hash', 'occurred_at', 'properties']) }}
            as event_id,
        coalesce(md5(lower(trim(email))), lower(email_hash)) as email_hash,

        -- attributes
        event_name,
        {%- for name, keys in told_of.items() %}
        coalesce(
            {%- for key in keys %}
            {{ json_text('properties', key) }}{{ ',' if not loop.last }}
            {%- endfor %}
        ) as {{ name }},
        {%- endfor %}

        -- flags
        occurred_at_has_time as occurred_has_time,

        -- times
        occurred_at

    from landed_events

)

select * from events
