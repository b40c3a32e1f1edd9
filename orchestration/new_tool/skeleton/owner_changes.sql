[% from 'parts' import imported, united with context %]
with

[[ imported(objects) ]]
[% for object in objects %]
observed_[[ object.name ]] as (

    {{ observed_changes(
        '[[ object.versions ]]', '[[ object.key ]]', "[[ object.owner_key ]]",
        '[[ object.modified_at ]]', [[ object.created_at ]], told_by=['[[ object.column('owner') ]]']
    ) }}

),

[[ object.part('owner_changes', objects) ]] as (

    select
        '[[ tool ]]:[[ object.name ]]:' || record_id as record_key,
        '[[ tool ]]' as system,
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
    from observed_[[ object.name ]]

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('owner_changes', objects) ]]
