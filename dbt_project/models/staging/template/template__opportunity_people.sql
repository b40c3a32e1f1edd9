select
    cast(null as varchar) as opportunity_key,
    cast(null as varchar) as record_key,
    cast(null as varchar) as link_method,
    cast(null as boolean) as linked_has_time,
    cast(null as timestamp) as linked_at
where false
