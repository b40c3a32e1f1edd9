{%- set objects = ['person', 'lead'] -%}
with
{% for object in objects %}
{{ object }}_versions as (

    select * from {{ ref('stg_pipedrive__' ~ object ~ '_versions') }}

),

{{ object }}_changes as (

    select * from {{ ref('stg_pipedrive__' ~ object ~ '_changes') }}

),

{{ object }}s as (

    {{ newest_version(object ~ '_versions', object ~ '_id', 'modified_at') }}

),
{% endfor %}
history as (
{% for object in objects %}
    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        field,
        {%- for value in ['old_value', 'new_value'] %}
        case field
            when 'label' then {{ pipedrive_list(value) }}
            when 'status' then case when lower({{ value }}) in ('1', 'true') then 'Archived' else 'Open' end
            else {{ value }}
        end as {{ value }},
        {%- endfor %}
        has_time,
        changed_at
    from {{ object }}_changes
    where field <> 'owner'
    {{ 'union all' if not loop.last }}
{% endfor %}
),

dated as (
{% for object, field, value, begun in [
    ('person', 'mql_date', 'MQL', 'mql_'), ('person', 'accepted_date', 'Accepted', 'accepted_'),
    ('person', 'sql_date', 'SQL', 'sql_'), ('lead', 'mql_date', 'MQL', 'mql_'),
    ('lead', 'accepted_date', 'Accepted', 'accepted_'), ('lead', 'sql_date', 'SQL', 'sql_'),
    ('lead', 'status', 'Open', 'created_'), ('lead', 'status', 'Archived', 'archived_'),
] %}
    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        '{{ field }}' as field,
        '{{ value }}' as new_value,
        {{ begun }}has_time as has_time,
        {{ begun }}at as changed_at
    from {{ object }}s
    where {{ begun }}at is not null
    {{ 'union all' if not loop.last }}
{% endfor %}
),

observed as (
{% for object, field, column in [
    ('person', 'lead_status', 'lead_status'), ('person', 'label', 'label_ids'),
    ('person', 'rejection_reason', 'rejection_reason'), ('lead', 'lead_status', 'lead_status'),
    ('lead', 'label', 'label_ids'), ('lead', 'rejection_reason', 'rejection_reason'),
    ('lead', 'status', 'is_archived'),
] %}
    {{ observed_changes(
        object ~ '_versions', object ~ '_id', field, 'modified_at', told_by=[column],
        named={'object': object, 'field': field}
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

changes as (

    {{ changes_by_evidence(['object', 'record_id', 'field'], 'history', 'dated', 'observed') }}

),

label_changes as (

    select * from changes
    where field = 'label'

),

label_entries as (

    {{ list_entries('label_changes', 'new_value') }}

),

-- a record has several labels at once, of which each counts from when it is there; a reason taken away is
-- one no more
values_taken as (

    select
        label_entries.*,
        entry_text as value
    from label_entries
    where
        {{ dbt.position(
            "';' || lower(entry_text) || ';'", "';' || lower(coalesce(old_value, '')) || ';'"
        ) }} = 0

    union all

    select
        changes.*,
        new_value as entry_text,
        new_value as value
    from changes
    where
        field <> 'label'
        and (new_value is not null or (field = 'rejection_reason' and old_value is not null))

),

stage_changes as (

    select
        -- keys
        'pipedrive:' || object || ':' || record_id as record_key,
        'pipedrive' as system,
        object,
        field,

        -- attributes
        case when field <> 'label' or old_value not like '%;%' then old_value end as old_value,
        value as new_value,
        evidence,

        -- flags
        is_first_seen,
        is_first_export,
        has_time,

        -- times
        changed_at,
        previous_seen_at

    from values_taken

)

select * from stage_changes
