with

landed_[[ object.name ]] as (

    {{ landed('[[ tool ]]', '[[ object.name ]]') }}

),

[[ object.name ]] as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
[% for expression in object.key_lines %]
        [[ expression ]],
[% endfor %]

[% for group, names in object.groups.items() %]
        -- [[ group ]]
[% for name in names %]
        [[ name ]],
[% endfor %]
[% if loop.last %]
        {{- custom_columns('[[ tool ]]', '[[ object.name ]]') }}
[% endif %]

[% endfor %]
        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_[[ object.name ]]

)

select * from [[ object.name ]]
