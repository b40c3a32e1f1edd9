select
    cast(null as varchar) as activity_key,
    cast(null as varchar) as record_key,
    cast(null as varchar) as system,
    cast(null as varchar) as object,
    cast(null as varchar) as activity_type,
    cast(null as varchar) as detail,
    cast(null as varchar) as source,
    cast(null as varchar) as campaign,
    cast(null as boolean) as is_automated,
    cast(null as boolean) as has_time,
    cast(null as timestamp) as occurred_at
where false
