{%- set objects = ['lead', 'contact'] -%}
with

timeline_changes as (

    select * from {{ ref('stg_zoho__timeline_changes') }}

),

status_changes as (

    select * from {{ ref('stg_zoho__status_changes') }}

),
{% for object in objects %}
{{ object }}_versions as (

    select * from {{ ref('stg_zoho__' ~ object ~ '_versions') }}

),

{{ object }}s as (

    {{ newest_version(object ~ '_versions', object ~ '_id', 'modified_at') }}

),
{% endfor %}
-- the module of a field's history and the timeline tell of one change each
histories as (
{% for object in objects %}
    {%- for field in ['lead_status', 'rejection_reason'] %}
    select
        '{{ object }}' as object,
        timeline_changes.record_id,
        '{{ field }}' as field,
        timeline_changes.old_value,
        timeline_changes.new_value,
        timeline_changes.has_time,
        timeline_changes.changed_at
    from timeline_changes
    inner join {{ object }}s
        on timeline_changes.record_id = {{ object }}s.{{ object }}_id
    where {{ names_column('timeline_changes.field', 'zoho', object ~ 's', [field]) }}

    union
    {% endfor %}
    select
        '{{ object }}' as object,
        status_changes.record_id,
        'lead_status' as field,
        status_changes.old_value,
        status_changes.new_value,
        status_changes.has_time,
        status_changes.changed_at
    from status_changes
    inner join {{ object }}s
        on status_changes.record_id = {{ object }}s.{{ object }}_id
    {{ 'union' if not loop.last }}
{% endfor %}
),

histories_compared as (

    select
        histories.*,
        max(old_value) over (
            partition by object, record_id, field, new_value, changed_at
        ) as known_old_value
    from histories
    -- a reason taken away is one no more
    where new_value is not null or (field = 'rejection_reason' and old_value is not null)

),

history as (

    select * from histories_compared
    where old_value is not null or known_old_value is null

),

dated as (
{% for object, field, value, begun in [
    ('lead', 'converted_date', 'Converted', 'converted_'), ('lead', 'mql_date', 'MQL', 'mql_'),
    ('lead', 'accepted_date', 'Accepted', 'accepted_'), ('lead', 'sql_date', 'SQL', 'sql_'),
    ('contact', 'mql_date', 'MQL', 'mql_'), ('contact', 'accepted_date', 'Accepted', 'accepted_'),
    ('contact', 'sql_date', 'SQL', 'sql_'),
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
{% for object, column, field, told_by in [
    ('lead', 'lead_status', 'lead_status', 'lead_status'),
    ('lead', 'conversion', 'converted_date', 'is_converted'),
    ('lead', 'rejection_reason', 'rejection_reason', 'rejection_reason'),
    ('contact', 'lead_status', 'lead_status', 'lead_status'),
    ('contact', 'rejection_reason', 'rejection_reason', 'rejection_reason'),
] %}
    {{ observed_changes(
        object ~ '_versions', object ~ '_id', column, 'modified_at', told_by=[told_by],
        named={'object': object, 'field': field},
        kept='new_value is not null' ~ (' or old_value is not null' if field == 'rejection_reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

stage_changes as (

    {{ changes_by_evidence(
        ["'zoho:' || object || ':' || record_id as record_key", "'zoho' as system", "object", "field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from stage_changes
