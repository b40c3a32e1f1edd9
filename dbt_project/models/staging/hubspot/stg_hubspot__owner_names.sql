with

landed_owners as (

    {{ landed('hubspot', 'owners') }}

),

newest_versions as (

    {{ newest_version('landed_owners', 'id', 'updated_at') }}

),

owners as (

    select
        id as owner_id,
        email,
        nullif(coalesce(first_name, '') || coalesce(last_name, ''), '') as owner_name
    from newest_versions

),

names as (

    select
        owner_id,
        {{ folded('owner_id') }} as owner_name
    from owners
    union
    select
        owner_id,
        {{ folded('email') }} as owner_name
    from owners
    union
    select
        owner_id,
        {{ folded('owner_name') }} as owner_name
    from owners
    union
    -- how an export with labels writes somebody who left
    select
        owner_id,
        {{ folded("owner_name || '(Deactivated User)'") }} as owner_name
    from owners
    union
    select
        owner_id,
        {{ folded("owner_name || '(Utilisateur désactivé)'") }} as owner_name
    from owners

),

owner_names as (

    select
        owner_name,
        min(owner_id) as owner_id
    from names
    where owner_name is not null
    group by owner_name
    -- a name that two owners share names neither
    having count(*) = 1

)

select * from owner_names
