with

landed_emails as (

    {{ landed('zoho', 'emails') }}

),

emails_keyed as (

    select
        landed_emails.*,
        {{ zoho_id('id') }} as email_id
    from landed_emails

),

newest_versions as (

    {{ newest_version('emails_keyed', 'email_id') }}

),

emails as (

    select
        -- keys
        email_id,
        {{ zoho_reference('about_id', 'about') }} as related_id,

        -- attributes: what a template was made into may have gone out by itself
        coalesce(source, case when template is not null then 'Template' end, 'Email') as activity_type,
        subject as detail,
        case when not is_sent then 'inbound' end as direction,
        lower(coalesce(module, {{ json_text(json_text('about', 'module'), 'api_name') }}))
            as related_module,
        coalesce(
            {{ zoho_reference('owner_id', 'owner') }},
            {{ zoho_name('owner') }},
            {{ json_text('sender', 'email') }},
            sender
        ) as owner,

        -- flags
        true as is_done,
        sent_time_has_time as completed_has_time,
        sent_time_has_time as created_has_time,

        -- times
        case when sent_time_has_time then sent_time end as started_at,
        sent_time as completed_at,
        sent_time as created_at,
        sent_time as modified_at

    from newest_versions

)

select * from emails
