select
    cast(null as varchar) as handoff_id,
    cast(null as varchar) as moment,
    cast(null as varchar) as calendar,
    cast(null as varchar) as time_zone,
    cast(null as timestamp) as moment_at
where false
