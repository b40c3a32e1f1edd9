[% from 'parts' import imported, united with context %]
{#- Fill in what is null: the column of the exports that says it. What the tool does not say stays null. -#}
with

[[ imported(objects) ]]
[% for object in objects %]
[% set newest = 'newest_' ~ object.name %]
newest_[[ object.name ]] as (

    {{ newest_version('[[ object.versions ]]', '[[ object.key ]]', '[[ object.modified_at ]]'
        [%- if object.has('is_deleted') %], '[[ object.column('is_deleted') ]]'[% endif %]) }}

),

[[ object.part('opportunities', objects) ]] as (

    select
        -- keys
        '[[ tool ]]:opportunity:' || [[ object.key ]] as opportunity_key,
        '[[ tool ]]' as system,
        [[ object.key ~ ' as ' if object.key != 'opportunity_id' ]]opportunity_id,

        -- attributes
        [[ object.line('name', target='opportunity_name') ]],
        [[ object.owner_line() ]],
        [[ object.line('stage') ]],
        [[ object.line('opportunity_type') ]],
        [[ object.line('amount') ]],
        [[ object.line('currency') ]],
        [[ object.probability_line ]],
        [[ object.line('source') ]],
        [[ object.line('loss_reason') ]],

        -- flags
        [[ object.line('is_closed') ]],
        [[ object.line('is_won') ]],
        [[ '_is_deleted or ' if object.has('is_deleted') ]]_is_missing as is_deleted,
        [[ object.has_time_line('created_at', target='created_has_time') ]],
        [[ object.closed_lines['has_time'] ]],
[% if object.has('amount') %]
        {{ cell_is_refused(
            '[[ newest ]]', '[[ tool ]]', '[[ object.name ]]', '[[ object.column('amount') ]]'
        ) | indent(8) }}
            as amount_is_refused,
[% else %]
        false as amount_is_refused,
[% endif %]

        -- times
        [[ object.line('created_at') ]],
        [[ object.closed_lines['at'] ]],
        [[ object.line('modified_at') ]]

    from [[ newest ]]

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('opportunities', objects) ]]
