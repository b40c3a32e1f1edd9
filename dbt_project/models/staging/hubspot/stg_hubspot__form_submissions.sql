with

landed_submissions as (

    {{ landed('hubspot', 'form_submissions') }}

),

submissions_keyed as (

    select
        {{ landed_row_key() }} as version_key,
        *
    from landed_submissions

),

answers as (

    {{ json_entries('submissions_keyed', 'submitted_values') }}

),

emails_answered as (

    select
        version_key,
        max({{ json_text('entry_text', 'value') }}) as email
    from answers
    where lower({{ json_text('entry_text', 'name') }}) = 'email'
    group by version_key

),

submissions_identified as (

    select
        submissions_keyed.*,
        coalesce(submissions_keyed.email, emails_answered.email) as answered_email,
        coalesce(
            submissions_keyed.conversion_id,
            {{ stable_hash([
                "coalesce(submissions_keyed.contact_id, "
                    "submissions_keyed.email, emails_answered.email)",
                "submissions_keyed.submitted_at",
                "coalesce(submissions_keyed.form_id, submissions_keyed.form_name)",
            ]) }}
        ) as submission_id
    from submissions_keyed
    left join emails_answered
        on submissions_keyed.version_key = emails_answered.version_key

),

newest_versions as (

    {{ newest_version('submissions_identified', 'submission_id', 'submitted_at') }}

),

form_submissions as (

    select
        -- keys
        submission_id,
        {{ id_list('contact_id') }} as contact_ids,
        coalesce(form_name, form_id) as form_name,

        -- attributes
        answered_email as email,
        form_type,
        page_url,
        campaign,
        source,

        -- times
        submitted_at,
        submitted_at_has_time as submitted_has_time

    from newest_versions

)

select * from form_submissions
