select
    cast(null as varchar) as account_id,
    cast(null as varchar) as company_key,
    cast(null as varchar) as system,
    cast(null as varchar) as company_name,
    cast(null as varchar) as website_domain,
    cast(null as varchar) as country,
    cast(null as varchar) as industry,
    cast(null as varchar) as segment,
    cast(null as bigint) as employees,
    cast(null as varchar) as owner_key,
    cast(null as bigint) as record_count,
    cast(null as boolean) as is_deleted,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as modified_at
where false
