with

contact_versions as (

    select * from {{ ref('stg_eloqua__contact_versions') }}

),

stage_records as (

    select * from {{ ref('stg_eloqua__stage_records') }}

),

list_members as (

    select * from {{ ref('stg_eloqua__list_members') }}

),

lists as (

    select * from {{ ref('stg_eloqua__lists') }}

),

person_emails as (

    select * from {{ ref('eloqua__person_emails') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

contacts_of_emails as (

    {{ contacts_of_emails('contacts', 'person_emails', 'eloqua:contact:') }}

),

-- what a program wrote down of the stage is the history that the tool has not
history as (

    select
        coalesce(stage_records.contact_id, contacts_of_emails.contact_id) as record_id,
        'funnel_stage' as field,
        stage_records.old_stage as old_value,
        stage_records.stage as new_value,
        stage_records.changed_has_time as has_time,
        stage_records.changed_at
    from stage_records
    left join contacts_of_emails
        on {{ normalise_email('stage_records.email') }} = contacts_of_emails.email
    where coalesce(stage_records.contact_id, contacts_of_emails.contact_id) is not null

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

observed as (
{% for column in ['lead_status', 'funnel_stage', 'lead_rating', 'rejection_reason'] %}
    {{ observed_changes(
        'contact_versions', 'contact_id', column, 'modified_at', named={'field': column},
        kept='new_value is not null' ~ (' or old_value is not null' if column == 'rejection_reason')
    ) }}

    union all
{% endfor %}
    select
        list_members.contact_id as record_id,
        'list' as field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        coalesce(lists.list_name, list_members.list_id) as new_value,
        'snapshot' as evidence,
        list_members.is_first_export as is_first_seen,
        list_members.is_first_export,
        true as has_time,
        list_members.first_seen_at as changed_at,
        list_members.previous_seen_at
    from list_members
    left join lists
        on list_members.list_id = lists.list_id

),

stage_changes as (

    {{ changes_by_evidence(
        ["'eloqua:contact:' || record_id as record_key",
         "'eloqua' as system", "'contact' as object", "field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from stage_changes
