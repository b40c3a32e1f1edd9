select
    cast(null as varchar) as record_key,
    cast(null as varchar) as person_id,
    cast(null as varchar) as system,
    cast(null as boolean) as is_landed,
    cast(null as boolean) as is_crm
where false
