select
    cast(null as varchar) as record_key,
    cast(null as varchar) as linked_record_key,
    cast(null as varchar) as link_kind
where false
