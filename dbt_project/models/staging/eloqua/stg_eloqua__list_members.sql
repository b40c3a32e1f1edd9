with

landed_members as (

    {{ landed('eloqua', 'list_member') }}

),

exports_of_lists as (

    select
        _exported_at,
        lag(_exported_at) over (order by _exported_at) as previous_exported_at
    from landed_members
    group by _exported_at

),

-- the tool tells who is on a list, and not since when
list_members as (

    select
        list_id,
        {{ eloqua_contact_id('contact_id') }} as contact_id,
        min(_exported_at) as first_seen_at
    from landed_members
    group by list_id, {{ eloqua_contact_id('contact_id') }}

)

select
    -- keys
    list_members.list_id,
    list_members.contact_id,

    -- flags
    exports_of_lists.previous_exported_at is null as is_first_export,

    -- times
    list_members.first_seen_at,
    exports_of_lists.previous_exported_at as previous_seen_at
from list_members
inner join exports_of_lists
    on list_members.first_seen_at = exports_of_lists._exported_at
