with

landed_list_memberships as (

    {{ landed('pardot', 'list_membership') }}

),

list_memberships as (

    select
        -- keys
        id as membership_id,
        list_id,
        prospect_id,

        -- flags
        coalesce(opted_out, false) as is_opted_out,

        -- times
        created_at as added_at,
        created_at_has_time as added_has_time,
        updated_at as modified_at,
        updated_at_has_time as modified_has_time,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_list_memberships

),

newest_list_memberships as (

    {{ newest_version('list_memberships', 'membership_id', 'modified_at') }}

)

select * from newest_list_memberships
