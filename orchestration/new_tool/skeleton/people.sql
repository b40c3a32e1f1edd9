[% from 'parts' import imported, united with context %]
{#- Fill in what is null: the column of the exports that says it. What the tool does not say stays null. -#}
with

[[ imported(objects) ]]
[% for object in objects %]
[% set newest = 'newest_' ~ object.name %]
[% set first = 'first_known_of_' ~ object.name %]
newest_[[ object.name ]] as (

    {{ newest_version('[[ object.versions ]]', '[[ object.key ]]', '[[ object.modified_at ]]'
        [%- if object.has('is_deleted') %], '[[ object.column('is_deleted') ]]'[% endif %]) }}

),

first_known_of_[[ object.name ]] as (

    {{ first_known('[[ object.versions ]]', '[[ object.key ]]', [[ object.firsts ]]) }}

),

[[ object.part('people', objects) ]] as (

    select
        -- keys
        '[[ tool ]]:[[ object.name ]]:' || [[ newest ]].[[ object.key ]] as record_key,
        '[[ tool ]]' as system,
        '[[ object.name ]]' as object,
        [[ newest ]].[[ object.key ]] as record_id,

        -- attributes
        [[ object.email_line(newest) ]],
        [[ object.line('first_name', newest) ]],
        [[ object.line('last_name', newest) ]],
        [[ object.line('job_title', newest) ]],
        [[ object.line('company_name', newest) ]],
        [[ object.line('website', newest) ]],
        [[ object.line('country', newest) ]],
        [[ object.line('segment', newest) ]],
        [[ object.line('employees', newest) ]],
        [[ object.owner_line(newest) ]],
        [[ object.first_line('source', first) ]],
        [[ object.first_line('campaign', first) ]],
        [[ object.first_line('country', first) ]],
        [[ object.first_line('segment', first) ]],
        [[ object.line('reason', newest, 'rejection_reason') ]],
        [[ object.line('stage', newest, 'status') ]],

        -- flags
        [[ object.line('is_converted', newest) ]],
[% if object.has('is_test') %]
        coalesce([[ newest ]].[[ object.column('is_test') ]], false) as is_test,
[% else %]
        false as is_test,
[% endif %]
        [[ newest ~ '._is_deleted or ' if object.has('is_deleted') ]][[ newest ]]._is_missing as is_deleted,
        [[ object.has_time_line('created_at', newest, 'created_has_time') ]],

        -- times
        [[ object.line('created_at', newest) ]],
        [[ object.line('modified_at', newest) ]],
        [[ newest ]]._missing_at as deleted_at

    from [[ newest ]]
    left join [[ first ]]
        on [[ newest ]].[[ object.key ]] = [[ first ]].record_id

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('people', objects) ]]
