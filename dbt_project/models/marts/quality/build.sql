with

settings as (

    select * from {{ source('control', 'settings') }}

),

build_described as (

    select
        -- attributes
        settings.time_zone,
        settings.reporting_currency,
        cast(null as {{ dbt.type_string() }}) as accord_version,
        cast(null as {{ dbt.type_string() }}) as build_id,
        cast(null as integer) as ledger_entry,

        -- times
        settings.as_of,
        cast(null as {{ dbt.type_timestamp() }}) as published_at

    from settings

)

select * from build_described
