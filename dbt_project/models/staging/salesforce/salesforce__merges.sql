select
    cast(null as varchar) as record_key,
    cast(null as varchar) as surviving_record_key,
    cast(null as timestamp) as merged_at
where false
