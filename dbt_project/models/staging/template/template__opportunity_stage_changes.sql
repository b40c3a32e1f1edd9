select
    cast(null as varchar) as opportunity_key,
    cast(null as varchar) as system,
    cast(null as varchar) as field,
    cast(null as varchar) as old_value,
    cast(null as varchar) as new_value,
    cast(null as varchar) as evidence,
    cast(null as boolean) as is_first_seen,
    cast(null as boolean) as is_first_export,
    cast(null as boolean) as has_time,
    cast(null as timestamp) as changed_at,
    cast(null as timestamp) as previous_seen_at
where false
