with

landed_persons as (

    {{ landed('pipedrive', 'persons') }}

),

persons_with_array as (

    select
        {{ landed_row_key() }} as version_key,
        email
    from landed_persons
    where email like '[%'

),

emails_of_array as (

    {{ json_entries('persons_with_array', 'email') }}

),

-- an entry is an object with a value, or the e-mail itself
arrays_listed as (

    select
        version_key,
        {{ ordered_list(
            "coalesce(" ~ json_text('entry_text', 'value') ~ ", entry_text)",
            "case when " ~ json_text('entry_text', 'primary') ~ " = 'true' then 0 else 1 end,"
            ~ " cast(entry_name as integer)",
            ';'
        ) }} as emails
    from emails_of_array
    group by version_key

),

persons_keyed as (

    select
        landed_persons.*,
        {{ landed_row_key() }} as version_key
    from landed_persons

),

persons_with_emails as (

    select
        persons_keyed.*,
        {{ pipedrive_list(
            "coalesce(coalesce(arrays_listed.emails, "
            "case when persons_keyed.email not like '[%' then persons_keyed.email end) || ';', '')"
            " || coalesce(persons_keyed.email_work || ';', '')"
            " || coalesce(persons_keyed.email_home || ';', '') || coalesce(persons_keyed.email_other, '')"
        ) }} as emails
    from persons_keyed
    left join arrays_listed
        on persons_keyed.version_key = arrays_listed.version_key

),

person_versions as (

    select
        -- keys
        version_key,
        id as person_id,
        {{ pipedrive_reference('org_id') }} as organization_id,
        hubspot_id,
        brevo_id,

        -- attributes: the first e-mail is the main one
        nullif(split_part(emails, ';', 1), '') as email,
        emails,
        first_name,
        coalesce(last_name, case when first_name is null then name end) as last_name,
        job_title,
        org_name as company_name,
        country,
        segment,
        owner_id as owner,
        {{ pipedrive_list('label_ids') }} as label,
        lead_status,
        rejection_reason,
        source,
        campaign,
        {{- custom_columns('pipedrive', 'persons') }}

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        mql_date as mql_at,
        mql_date_has_time as mql_has_time,
        accepted_date as accepted_at,
        accepted_date_has_time as accepted_has_time,
        sql_date as sql_at,
        sql_date_has_time as sql_has_time,
        add_time as created_at,
        add_time_has_time as created_has_time,
        update_time as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from persons_with_emails

)

select * from person_versions
