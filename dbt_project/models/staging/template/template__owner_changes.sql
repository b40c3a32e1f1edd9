with

person_versions as (

    select * from {{ ref('stg_template__people') }}

),

observed_owners as (

    {{ observed_changes(
        'person_versions', 'person_id', 'owner_key', 'modified_at', told_by=['owner']
    ) }}

),

owner_changes as (

    select
        'template:person:' || record_id as record_key,
        'template' as system,
        old_value as old_owner_key,
        new_value as owner_key,
        {{ name_of_user_key('new_value') }} as owner_name,
        -- since when the owner of a history's first version had the record, no version tells
        case when is_first_seen then 'snapshot' else evidence end as evidence,
        is_first_seen,
        is_first_export,
        has_time,
        changed_at,
        previous_seen_at
    from observed_owners

)

select * from owner_changes
