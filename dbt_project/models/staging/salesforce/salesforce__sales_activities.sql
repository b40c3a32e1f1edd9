select
    cast(null as varchar) as activity_key,
    cast(null as varchar) as record_key,
    cast(null as varchar) as system,
    cast(null as varchar) as object,
    cast(null as varchar) as activity_type,
    cast(null as varchar) as detail,
    cast(null as varchar) as direction,
    cast(null as varchar) as user_key,
    cast(null as boolean) as is_done,
    cast(null as boolean) as is_automated,
    cast(null as boolean) as created_has_time,
    cast(null as boolean) as completed_has_time,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as modified_at,
    cast(null as timestamp) as started_at,
    cast(null as timestamp) as completed_at,
    cast(null as date) as due_on
where false
