{%- set objects = ['lead', 'contact'] -%}
with

timeline_changes as (

    select * from {{ ref('stg_zoho__timeline_changes') }}

),
{% for object in objects %}
{{ object }}_versions as (

    select * from {{ ref('stg_zoho__' ~ object ~ '_versions') }}

),

{{ object }}s as (

    {{ newest_version(object ~ '_versions', object ~ '_id', 'modified_at') }}

),
{% endfor %}
history as (
{% for object in objects %}
    select
        '{{ object }}' as object,
        timeline_changes.record_id,
        timeline_changes.old_reference as old_value,
        timeline_changes.new_reference as new_value,
        timeline_changes.has_time,
        timeline_changes.changed_at
    from timeline_changes
    inner join {{ object }}s
        on timeline_changes.record_id = {{ object }}s.{{ object }}_id
    where {{ names_column('timeline_changes.field', 'zoho', object ~ 's', ['owner']) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

observed as (
{% for object in objects %}
    {{ observed_changes(
        object ~ '_versions', object ~ '_id', 'owner', 'modified_at', told_by=['owner_id', 'owner'],
        named={'object': object}
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

changes as (

    {{ changes_by_evidence(['object', 'record_id'], 'history', none, 'observed') }}

),

owner_changes as (

    select distinct
        -- keys
        'zoho:' || object || ':' || record_id as record_key,
        'zoho' as system,
        {{ zoho_user_key('old_value') }} as old_owner_key,
        {{ zoho_user_key('new_value') }} as owner_key,

        -- attributes
        {{ name_of_user_key(zoho_user_key('new_value')) }} as owner_name,
        -- since when the owner of a history's first version had the record, no version tells
        case when is_first_seen then 'snapshot' else evidence end as evidence,

        -- flags
        is_first_seen,
        is_first_export,
        has_time,

        -- times
        changed_at,
        previous_seen_at

    from changes

)

select * from owner_changes
