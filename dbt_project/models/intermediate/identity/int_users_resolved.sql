select
    cast(null as varchar) as user_key,
    cast(null as varchar) as system,
    cast(null as varchar) as user_name,
    cast(null as varchar) as email,
    cast(null as varchar) as department,
    cast(null as varchar) as role,
    cast(null as varchar) as title,
    cast(null as varchar) as team,
    cast(null as varchar) as time_zone,
    cast(null as boolean) as is_person,
    cast(null as boolean) as is_sales,
    cast(null as boolean) as is_active,
    cast(null as boolean) as is_exported,
    cast(null as boolean) as is_team_mapped
where false
