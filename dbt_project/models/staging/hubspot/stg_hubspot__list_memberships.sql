with

landed_memberships as (

    {{ landed('hubspot', 'list_memberships') }}

),

-- whoever leaves a list and comes back is on it anew
list_memberships as (

    select
        -- keys
        {{ stable_hash(['list_id', 'contact_id', 'added_at']) }} as membership_id,
        list_id,
        contact_id,

        -- flags
        min(case when added_at_has_time then 1 else 0 end) = 1 as added_has_time,

        -- times
        added_at

    from landed_memberships
    group by list_id, contact_id, added_at

)

select * from list_memberships
