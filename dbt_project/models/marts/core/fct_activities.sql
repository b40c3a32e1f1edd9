select
    cast(null as varchar) as activity_id,
    cast(null as varchar) as activity_key,
    cast(null as varchar) as person_id,
    cast(null as varchar) as lead_id,
    cast(null as varchar) as record_key,
    cast(null as varchar) as user_id,
    cast(null as varchar) as system,
    cast(null as varchar) as activity_kind,
    cast(null as varchar) as activity_type,
    cast(null as varchar) as detail,
    cast(null as varchar) as campaign,
    cast(null as boolean) as is_marketing,
    cast(null as boolean) as is_inquiry,
    cast(null as boolean) as is_human_outbound,
    cast(null as boolean) as has_time,
    cast(null as timestamp) as occurred_at
where false
