[% from 'parts' import imported, united with context %]
{#- Fill in what is null: the column of the exports that says it. -#}
with

[[ imported(objects) ]]
[% for object in objects %]
newest_[[ object.name ]] as (

    {{ newest_version('[[ object.versions ]]', '[[ object.key ]]') }}

),

[[ object.part('users', objects) ]] as (

    select
        -- keys
        '[[ tool ]]:user:' || [[ object.key ]] as user_key,
        '[[ tool ]]' as system,
        [[ object.key ~ ' as ' if object.key != 'user_id' ]]user_id,

        -- attributes
        [[ object.user_name_line ]],
        [[ object.line('email') ]],
        [[ object.line('role') ]],
        [[ object.line('team') ]],
        [[ object.line('title') ]],
        [[ object.line('time_zone') ]],

        -- flags
        true as is_person,
        [[ object.line('is_active') ]]

    from newest_[[ object.name ]]

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('users', objects) ]]
