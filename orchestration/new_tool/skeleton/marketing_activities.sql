[% from 'parts' import imported, united with context %]
{#- Fill in what is null: the column of the exports that says it. What the tool does not say stays null. -#}
with

[[ imported(objects) ]]
[% for object in objects %]
newest_[[ object.name ]] as (

    {{ newest_version('[[ object.versions ]]', '[[ object.key ]]') }}

),

[[ object.part('marketing_activities', objects) ]] as (

    select
        -- keys
        '[[ tool ]]:[[ object.name ]]:' || [[ object.key ]] as activity_key,
        '[[ tool ]]:[[ object.person ]]:' || [[ object.value('person_id') ]] as record_key,
        '[[ tool ]]' as system,
        '[[ object.name ]]' as object,

        -- attributes
        [[ object.line('activity_type') ]],
        [[ object.line('detail') ]],
        [[ object.line('detail', target='asset') ]],
        [[ object.line('source') ]],
        [[ object.line('campaign') ]],

        -- flags
        [[ 'coalesce(' ~ object.column('is_automated') ~ ', false)' if object.has('is_automated')
           else 'false' ]] as is_automated,
        [[ object.has_time_line('occurred_at', target='has_time') ]],

        -- times
        [[ object.line('occurred_at') ]]

    from newest_[[ object.name ]]
[% if object.has('user_id') %]
    -- what a user did is in the sales activities
    where [[ object.column('user_id') ]] is null
[% endif %]

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('marketing_activities', objects) ]]
