with

person_versions as (

    select * from {{ ref('stg_pipedrive__person_versions') }}

),

lead_versions as (

    select * from {{ ref('stg_pipedrive__lead_versions') }}

),

person_changes as (

    select * from {{ ref('stg_pipedrive__person_changes') }}

),

lead_changes as (

    select * from {{ ref('stg_pipedrive__lead_changes') }}

),

history as (
{% for object in ['person', 'lead'] %}
    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        old_value,
        new_value,
        has_time,
        changed_at
    from {{ object }}_changes
    where field = 'owner'
    {{ 'union all' if not loop.last }}
{% endfor %}
),

observed as (
{% for object in ['person', 'lead'] %}
    {{ observed_changes(
        object ~ '_versions', object ~ '_id', 'owner', 'modified_at', told_by=['owner_id'],
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
        'pipedrive:' || object || ':' || record_id as record_key,
        'pipedrive' as system,
        {{ pipedrive_user_key('old_value') }} as old_owner_key,
        {{ pipedrive_user_key('new_value') }} as owner_key,

        -- attributes
        {{ name_of_user_key(pipedrive_user_key('new_value')) }} as owner_name,
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
