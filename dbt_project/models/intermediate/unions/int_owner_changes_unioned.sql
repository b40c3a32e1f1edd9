{{ config(materialized='table') }}

with

owner_changes as (

    {{ union_shape('owner_changes', user_keys=['old_owner_key', 'owner_key']) }}

)

select * from owner_changes
where
    is_first_seen
    or evidence = 'dated_field'
    or owner_key is distinct from old_owner_key
