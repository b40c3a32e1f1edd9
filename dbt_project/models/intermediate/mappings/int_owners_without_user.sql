with

owner_changes as (

    select * from {{ ref('int_owner_changes_unioned') }}

),

user_names as (

    select * from {{ ref('int_user_names_gathered') }}

),

integration_users as (

    select * from {{ ref('integration_users') }}

),

systems_with_people as (

    select distinct user_names.system
    from user_names
    where user_names.has_people

),

-- whom the company has named a queue or a machine needs no other meaning
owners_of_software as (

    select distinct
        owner_changes.system,
        owner_changes.owner_name
    from owner_changes
    inner join integration_users
        on integration_users.system in (owner_changes.system, '*')
        and lower(owner_changes.owner_name) like lower(integration_users.name_pattern)

),

owners_without_user as (

    select
        -- keys
        {{ stable_hash(['owner_changes.system', 'owner_changes.owner_name', 'owner_changes.changed_at']) }}
            as owner_gap_id,

        -- attributes
        owner_changes.system,
        case when user_names.is_shared then 'shared_owner_name' else 'owner_name' end as field,
        owner_changes.owner_name,

        -- measures
        count(*) as row_count,

        -- times
        owner_changes.changed_at

    from owner_changes
    inner join systems_with_people
        on owner_changes.system = systems_with_people.system
    left join user_names
        on {{ folded("owner_changes.system || ':name:' || owner_changes.owner_name") }}
        = user_names.named_key
    left join owners_of_software
        on owner_changes.system = owners_of_software.system
        and owner_changes.owner_name = owners_of_software.owner_name
    where
        owner_changes.owner_name is not null
        and (user_names.named_key is null or user_names.is_shared)
        and owners_of_software.owner_name is null
    group by
        owner_changes.system,
        owner_changes.owner_name,
        owner_changes.changed_at,
        user_names.is_shared

)

select * from owners_without_user
