{%- set memberships = ['tag', 'list', 'automation'] -%}
with
{% for relation in ['contact_versions', 'fields', 'field_values'] %}
{{ relation }} as (

    select * from {{ ref('stg_activecampaign__' ~ relation) }}

),
{% endfor %}
contacts_with_fields as (

    {{ activecampaign_contacts('contact_versions', 'fields', 'field_values') }}

),
{% for membership in memberships %}
{{ membership }}s as (

    select * from {{ ref('stg_activecampaign__' ~ membership ~ 's') }}

),

contact_{{ membership }}s as (

    select * from {{ ref('stg_activecampaign__contact_' ~ membership ~ 's') }}

),
{% endfor %}
contacts as (

    {{ newest_version('contacts_with_fields', 'contact_id', 'modified_at') }}

),

-- a contact bears several tags at once, and may enter an automation again: each counts from when it did
history as (
{% for membership in memberships %}
    select distinct
        contact_{{ membership }}s.contact_id as record_id,
        '{{ membership }}' as field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        coalesce({{ membership }}s.{{ membership }}_name, contact_{{ membership }}s.{{ membership }}_id)
            as new_value,
        contact_{{ membership }}s.added_has_time as has_time,
        contact_{{ membership }}s.added_at as changed_at
    from contact_{{ membership }}s
    left join {{ membership }}s
        on contact_{{ membership }}s.{{ membership }}_id = {{ membership }}s.{{ membership }}_id
    {{ 'union all' if not loop.last }}
{% endfor %}
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
    ('lead_status', 'lead_status'), ('rejection_reason', 'rejection_reason'), ('tags', 'tag')
] %}
    {{ observed_changes(
        'contacts_with_fields', 'contact_id', column, 'modified_at', told_by=[column],
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

tags_parted as (

    {{ list_entries('tags_shown', 'new_value') }}

),

observed as (

    select
        record_id,
        field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        entry_text as new_value,
        evidence,
        is_first_seen,
        is_first_export,
        has_time,
        changed_at,
        previous_seen_at
    from tags_parted
    where
        {{ dbt.position("';' || entry_text || ';'", "';' || coalesce(old_value, '') || ';'") }} = 0

    union all

    select * from observed_values
    where field <> 'tag'

),

stage_changes as (

    {{ changes_by_evidence(
        ["'activecampaign:contact:' || record_id as record_key",
         "'activecampaign' as system", "'contact' as object", "field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from stage_changes
