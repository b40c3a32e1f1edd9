select
    cast(null as varchar) as company_key,
    cast(null as varchar) as surviving_company_key,
    cast(null as varchar) as account_id
where false
