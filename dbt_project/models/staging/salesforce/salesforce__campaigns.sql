select
    cast(null as varchar) as campaign_key,
    cast(null as varchar) as system,
    cast(null as varchar) as campaign_id,
    cast(null as varchar) as campaign_name,
    cast(null as varchar) as campaign_type,
    cast(null as varchar) as campaign_status,
    cast(null as date) as starts_on,
    cast(null as date) as ends_on,
    cast(null as decimal(18, 2)) as budgeted_cost,
    cast(null as decimal(18, 2)) as actual_cost,
    cast(null as varchar) as currency
where false
