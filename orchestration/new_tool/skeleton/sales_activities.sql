[% from 'parts' import imported, united with context %]
{#- Fill in what is null: the column of the exports that says it. What the tool does not say stays null. -#}
with

[[ imported(objects) ]]
[% for object in objects %]
newest_[[ object.name ]] as (

    {{ newest_version('[[ object.versions ]]', '[[ object.key ]]') }}

),

[[ object.part('sales_activities', objects) ]] as (

    select
        -- keys
        '[[ tool ]]:[[ object.name ]]:' || [[ object.key ]] as activity_key,
        '[[ tool ]]:[[ object.person ]]:' || [[ object.value('person_id') ]] as record_key,
        '[[ tool ]]' as system,
        '[[ object.name ]]' as object,

        -- attributes
        [[ object.line('activity_type') ]],
        [[ object.line('detail') ]],
        [[ object.line('direction') ]],
        '[[ object.user_prefix ]]' || [[ object.column('user_id') ]] as user_key,

        -- flags
        [[ 'coalesce(' ~ object.column('is_done') ~ ', true)' if object.has('is_done') else 'true' ]] as is_done,
        [[ 'coalesce(' ~ object.column('is_automated') ~ ', false)' if object.has('is_automated')
           else 'false' ]] as is_automated,
        [[ object.column('sequence') ~ ' is not null' if object.has('sequence') else 'false' ]] as is_in_sequence,
        [[ object.has_time_line('occurred_at', target='completed_has_time') ]],

        -- times
[% if object.has('is_done') %]
        case when coalesce([[ object.column('is_done') ]], true) then [[ object.value('occurred_at', 'timestamp') ]] end
            as completed_at
[% else %]
        [[ object.line('occurred_at', target='completed_at') ]]
[% endif %]

    from newest_[[ object.name ]]
    where [[ object.column('user_id') ]] is not null

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('sales_activities', objects) ]]
