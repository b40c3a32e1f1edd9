{#- the versions of each object -#}
{%- set objects = {'lead': 'leads_labelled', 'contact': 'contact_versions'} -%}
with
{% for relation in ['lead_versions', 'contact_versions', 'audit_changes', 'option_labels'] %}
{{ relation }} as (

    select * from {{ ref('stg_dynamics__' ~ relation) }}

),
{% endfor %}
reasons_known as (

    select distinct {{ folded('raw_reason') }} as folded_reason
    from {{ ref('reason_mapping') }}
    where system in ('*', 'dynamics')

),

leads_labelled as (

    {{ dynamics_labelled('lead_versions', 'lead', {'status_reason': 'statuscode'}) }}

),

{% for object, versions in objects.items() %}
{{ object }}s as (

    {{ newest_version(versions, object ~ '_id', 'modified_at') }}

),
{% endfor %}
conversions as (

    {{ dynamics_conversions() }}

),
{% for object, field, columns in [
    ('lead', 'status_reason', ['status_reason', 'status_reason_code']),
    ('contact', 'lead_status', ['lead_status']),
] %}
{{ object }}_changes as (

    {{ dynamics_changes(object, {field: columns, 'rejection_reason': ['rejection_reason']}) }}

),
{% endfor %}
history as (
{% for object in objects %}
    select
        '{{ object }}' as object,
        record_id,
        field,
        old_value,
        new_value,
        has_time,
        changed_at
    from {{ object }}_changes
    -- a reason taken away is one no more
    where new_value is not null or (field = 'rejection_reason' and old_value is not null)
    {{ 'union all' if not loop.last }}
{% endfor %}
),

dated as (

    select
        'lead' as object,
        lead_id as record_id,
        'qualified_on' as field,
        'Qualified' as new_value,
        converted_has_time as has_time,
        converted_at as changed_at
    from conversions
{% for object in objects %}
    {%- for stage, value in [('mql', 'MQL'), ('accepted', 'Accepted'), ('sql', 'SQL')] %}
    union all

    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        '{{ stage }}_date' as field,
        '{{ value }}' as new_value,
        {{ stage }}_has_time as has_time,
        {{ stage }}_at as changed_at
    from {{ object }}s
    where {{ stage }}_at is not null
    {% endfor %}
{%- endfor %}
),

observed as (
{% for object, column, field, told_by in [
    ('lead', 'status_reason_shown', 'status_reason', ['status_reason', 'status_reason_code']),
    ('lead', 'state', 'state', ['state', 'state_code']),
    ('lead', 'rejection_reason', 'rejection_reason', ['rejection_reason']),
    ('contact', 'lead_status', 'lead_status', ['lead_status']),
    ('contact', 'rejection_reason', 'rejection_reason', ['rejection_reason']),
] %}
    {{ observed_changes(
        objects[object], object ~ '_id', column, 'modified_at', told_by=told_by,
        named={'object': object, 'field': field},
        kept='new_value is not null' ~ (' or old_value is not null' if field == 'rejection_reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

changes as (

    {{ changes_by_evidence(['object', 'record_id', 'field'], 'history', 'dated', 'observed') }}

),

stage_changes as (

    select
        'dynamics:' || changes.object || ':' || changes.record_id as record_key,
        'dynamics' as system,
        changes.object,
        changes.field,
        -- a status that says why is the reason too
        changes.old_value,
        changes.new_value,
        case when reasons_known.folded_reason is not null then changes.new_value end as reason,
        changes.evidence,

        changes.is_first_seen,
        changes.is_first_export,
        changes.has_time,
        changes.changed_at,
        changes.previous_seen_at
    from changes
    left join reasons_known
        on changes.field = 'status_reason'
        and {{ folded('changes.new_value') }} = reasons_known.folded_reason
    -- whatever a lead that was merged away is set to, nobody refused anybody
    left join leads as leads_merged
        on changes.record_id = leads_merged.lead_id
        and changes.new_value = leads_merged.status_reason_shown
        and leads_merged.master_id is not null
    where leads_merged.lead_id is null

)

select * from stage_changes
