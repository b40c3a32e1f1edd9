with

reason_mapping as (

    select * from {{ ref('reason_mapping') }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

-- a tool's own row before the one for every tool
reason_codes as (

    select
        systems.system,
        {{ folded('reason_mapping.raw_reason') }} as folded_reason,
        coalesce(
            min(case when reason_mapping.system <> '*' then reason_mapping.reason_code end),
            min(reason_mapping.reason_code)
        ) as reason_code
    from systems
    inner join reason_mapping
        on reason_mapping.system in (systems.system, '*')
    group by 1, 2

)

select * from reason_codes
