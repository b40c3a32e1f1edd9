with

member_versions as (

    select * from {{ ref('stg_mailchimp__member_versions') }}

),

events as (

    select * from {{ ref('stg_mailchimp__events') }}

),

status_mapping as (

    select * from {{ ref('status_mapping') }}
    where system = 'mailchimp' and field in ('event', 'tag')

),

members as (

    {{ newest_version('member_versions', 'member_id', 'modified_at') }}

),

members_of_hashes as (

    {{ mailchimp_members_of('members', 'member_versions') }}

),

-- events are engagements, and tags are for anything: those are stages that the mapping of statuses knows
values_mapped as (

    select distinct
        field,
        {{ folded('value') }} as folded_value
    from status_mapping

),

history as (

    select distinct
        members_of_hashes.member_id as record_id,
        'event' as field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        events.event_name as new_value,
        events.occurred_has_time as has_time,
        events.occurred_at as changed_at
    from events
    inner join values_mapped
        on values_mapped.field = 'event'
        and {{ folded('events.event_name') }} = values_mapped.folded_value
    inner join members_of_hashes
        on events.email_hash = members_of_hashes.email_hash

),

dated as (

    select
        member_id as record_id,
        'mql_date' as field,
        'MQL' as new_value,
        mql_has_time as has_time,
        mql_at as changed_at
    from members
    where mql_at is not null

),

observed_values as (
{% for column, field in [
    ('lead_status', 'lead_status'), ('rejection_reason', 'rejection_reason'), ('tags', 'tag'),
] %}
    {{ observed_changes(
        'member_versions', 'member_id', column, 'modified_at',
        named={'field': field},
        kept='new_value is not null' ~ (' or old_value is not null' if field == 'rejection_reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

tags_shown as (

    select * from observed_values
    where field = 'tag'

),

tags_borne as (

    {{ list_entries('tags_shown', 'new_value') }}

),

-- a contact has several tags at once: each counts from when it is there
observed as (

    select
        tags_borne.record_id,
        tags_borne.field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        tags_borne.entry_text as new_value,
        tags_borne.evidence,
        tags_borne.is_first_seen,
        tags_borne.is_first_export,
        tags_borne.has_time,
        tags_borne.changed_at,
        tags_borne.previous_seen_at
    from tags_borne
    inner join values_mapped
        on tags_borne.field = values_mapped.field
        and {{ folded('tags_borne.entry_text') }} = values_mapped.folded_value
    where
        {{ dbt.position(
            "';' || lower(tags_borne.entry_text) || ';'",
            "';' || lower(coalesce(tags_borne.old_value, '')) || ';'"
        ) }} = 0

    union all

    select * from observed_values
    where field <> 'tag'

),

stage_changes as (

    {{ changes_by_evidence(
        ["'mailchimp:member:' || record_id as record_key",
         "'mailchimp' as system", "'member' as object", "field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from stage_changes
