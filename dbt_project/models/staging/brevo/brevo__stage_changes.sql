with
{% for object in ['contact_versions', 'mail_events', 'lists'] %}
{{ object }} as (

    select * from {{ ref('stg_brevo__' ~ object) }}

),
{% endfor %}
person_emails as (

    select * from {{ ref('brevo__person_emails') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

contacts_of_emails as (

    {{ contacts_of_emails('contacts', 'person_emails', 'brevo:contact:') }}

),

additions as (

    select
        coalesce(mail_events.contact_id, contacts_of_emails.contact_id) as record_id,
        mail_events.list_ids,
        mail_events.occurred_has_time,
        mail_events.occurred_at
    from mail_events
    left join contacts_of_emails
        on {{ normalise_email('mail_events.email') }} = contacts_of_emails.email
    where mail_events.event_type in ('list_addition', 'contact added to list')

),

additions_parted as (

    {{ list_entries('additions', 'list_ids') }}

),

history as (

    select distinct
        additions_parted.record_id,
        'list' as field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        coalesce(lists.list_name, additions_parted.entry_text) as new_value,
        additions_parted.occurred_has_time as has_time,
        additions_parted.occurred_at as changed_at
    from additions_parted
    left join lists
        on additions_parted.entry_text = lists.list_id
    where additions_parted.record_id is not null

),

dated as (

    select
        contact_id as record_id,
        'mql_date' as field,
        'MQL' as new_value,
        mql_has_time as has_time,
        mql_at as changed_at
    from contacts
    where mql_at is not null

),

observed_values as (
{% for column, field in [
    ('lead_status', 'lead_status'), ('rejection_reason', 'rejection_reason'), ('list_ids', 'list')
] %}
    {{ observed_changes(
        'contact_versions', 'contact_id', column, 'modified_at', named={'field': field},
        kept='new_value is not null' ~ (' or old_value is not null' if field == 'rejection_reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

lists_shown as (

    select * from observed_values
    where field = 'list'

),

lists_entered as (

    {{ list_entries('lists_shown', 'new_value') }}

),

-- a contact is in several lists at once: each counts from when it is in it
observed as (

    select
        lists_entered.record_id,
        lists_entered.field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        coalesce(lists.list_name, lists_entered.entry_text) as new_value,
        lists_entered.evidence,
        lists_entered.is_first_seen,
        lists_entered.is_first_export,
        lists_entered.has_time,
        lists_entered.changed_at,
        lists_entered.previous_seen_at
    from lists_entered
    left join lists
        on lists_entered.entry_text = lists.list_id
    where
        {{ dbt.position(
            "';' || lists_entered.entry_text || ';'",
            "';' || coalesce(lists_entered.old_value, '') || ';'"
        ) }} = 0

    union all

    select * from observed_values
    where field <> 'list'

),

stage_changes as (

    {{ changes_by_evidence(
        ["'brevo:contact:' || record_id as record_key", "'brevo' as system", "'contact' as object", 'field'],
        'history', 'dated', 'observed'
    ) }}

)

select * from stage_changes
